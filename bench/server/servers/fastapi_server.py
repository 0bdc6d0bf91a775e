"""FastAPI on uvicorn with one worker: requests and responses validated by pydantic."""

import json
import socket
from datetime import date, datetime
from enum import Enum
from typing import List, Optional
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, EmailStr, Field


class Status(str, Enum):
    active = "active"
    on_leave = "on-leave"
    graduated = "graduated"


class NewStudent(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    email: EmailStr
    status: Status = Status.active
    dateOfBirth: Optional[date] = None


class Student(BaseModel):
    id: UUID
    name: str = Field(min_length=1, max_length=100)
    email: EmailStr
    status: Status
    dateOfBirth: Optional[date]
    createdAt: datetime
    updatedAt: datetime

    class Config:
        json_encoders = {datetime: lambda it: it.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


class StudentPage(BaseModel):
    items: List[Student]
    nextCursor: Optional[str]

    class Config:
        json_encoders = Student.Config.json_encoders


# the students of the other servers
with open("students.data.json", encoding="utf-8") as file:
    *valid, broken = json.load(file)
STUDENTS = [Student(**each) for each in valid]
BY_ID = {each.id: each for each in STUDENTS}
BY_ID[UUID(broken["id"])] = Student.construct(**broken)


def problem(status, title, errors=None):
    content = {"type": "about:blank", "title": title, "status": status, "errors": errors}
    return JSONResponse(content, status, media_type="application/problem+json")


app = FastAPI()


@app.exception_handler(RequestValidationError)
async def invalid(_request, error):
    return problem(400, "Bad Request", error.errors())


@app.get("/students", response_model=StudentPage)
async def list_students(limit: int = Query(20, ge=1, le=100), status: Optional[Status] = None):
    found = STUDENTS if status is None else [each for each in STUDENTS if each.status == status]
    return StudentPage(items=found[:limit], nextCursor=None)


@app.post("/students", response_model=Student, status_code=201)
async def create_student(body: NewStudent):
    first = STUDENTS[0]
    return Student(**body.dict(), id=first.id, createdAt=first.createdAt, updatedAt=first.updatedAt)


@app.get("/students/{studentId}", response_model=Student)
async def get_student(studentId: UUID):
    student = BY_ID.get(studentId)
    return problem(404, "Not Found") if student is None else student


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=511)
    print(f"listening {listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
