/** What `tenon generate` makes of the contract, compiled. */

import { requests } from "../generated/rows/validators/requests.js";
import { responses } from "../generated/rows/validators/responses.js";

export const places = {
  StudentInput: requests.get("createStudent", "body application/json"),
  StudentPage: responses.get("listStudents", "200 application/json"),
  Folder: responses.get("getFolder", "200 application/json"),
  EventList: responses.get("listEvents", "200 application/json"),
  CellList: responses.get("listCells", "200 application/json"),
};

const of = (make) => Object.fromEntries(Object.entries(places).map(([name, place]) => [name, make(place)]));
export const checks = of((place) => place.is);
export const reports = of((place) => place.explain);
export const paths = (report) => report.map(({ pointer }) => pointer);
