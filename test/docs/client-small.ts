import { addStudent, connect, getStudent } from "../emit/goldens/docs/client.ts";

const connection = connect({ baseUrl: "https://school.example/api/v1" });

export const student = (studentId: number) => getStudent(connection, { params: { studentId } }).orThrow();
export const add = (name: string) => addStudent(connection, { body: { name } }).orThrow();
