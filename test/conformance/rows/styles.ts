/** OAS 3.2 §4.12.6: the specification's own table, every style with every `explode` and every type, in every place. */

import { COLOUR, cookie, header, path, query, STRING, STRINGS, takes, takesAt, type Row } from "../row.ts";

const AT = "OAS 3.2 §4.12.6";
const TYPES = { string: STRING, array: STRINGS, object: COLOUR } as const;
type Type = keyof typeof TYPES;
const BLUE = "blue";
const LIST = ["blue", "black", "brown"];
const RGB = { R: 100, G: 200, B: 150 };
const VALUES = { string: BLUE, array: LIST, object: RGB } as const;

/** style, explode, type, as it is on the wire */
type Line = readonly [style: string, explode: boolean, type: Type, wire: string];

const inPath: readonly Line[] = [
  ["simple", false, "string", "blue"],
  ["simple", true, "string", "blue"],
  ["simple", false, "array", "blue,black,brown"],
  ["simple", true, "array", "blue,black,brown"],
  ["simple", false, "object", "R,100,G,200,B,150"],
  ["simple", true, "object", "R=100,G=200,B=150"],
  ["label", false, "string", ".blue"],
  ["label", true, "string", ".blue"],
  ["label", false, "array", ".blue,black,brown"],
  ["label", true, "array", ".blue.black.brown"],
  ["label", false, "object", ".R,100,G,200,B,150"],
  ["label", true, "object", ".R=100.G=200.B=150"],
  ["matrix", false, "string", ";color=blue"],
  ["matrix", true, "string", ";color=blue"],
  ["matrix", false, "array", ";color=blue,black,brown"],
  ["matrix", true, "array", ";color=blue;color=black;color=brown"],
  ["matrix", false, "object", ";color=R,100,G,200,B,150"],
  ["matrix", true, "object", ";R=100;G=200;B=150"],
];
const inQuery: readonly Line[] = [
  ["form", false, "string", "color=blue"],
  ["form", true, "string", "color=blue"],
  ["form", false, "array", "color=blue,black,brown"],
  ["form", true, "array", "color=blue&color=black&color=brown"],
  ["form", false, "object", "color=R,100,G,200,B,150"],
  ["form", true, "object", "R=100&G=200&B=150"],
  ["spaceDelimited", false, "array", "color=blue%20black%20brown"],
  ["spaceDelimited", false, "object", "color=R%20100%20G%20200%20B%20150"],
  ["pipeDelimited", false, "array", "color=blue%7Cblack%7Cbrown"],
  ["pipeDelimited", false, "object", "color=R%7C100%7CG%7C200%7CB%7C150"],
  ["deepObject", true, "object", "color[R]=100&color[G]=200&color[B]=150"],
  ["deepObject", true, "object", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
];
const inHeader: readonly Line[] = [
  ["simple", false, "string", "blue"],
  ["simple", true, "string", "blue"],
  ["simple", false, "array", "blue,black,brown"],
  ["simple", true, "array", "blue, black, brown"],
  ["simple", false, "object", "R,100,G,200,B,150"],
  ["simple", true, "object", "R=100,G=200,B=150"],
];
const inCookie: readonly Line[] = [
  ["form", false, "string", "color=blue"],
  ["form", true, "string", "color=blue"],
  ["form", false, "array", "color=blue,black,brown"],
  ["form", true, "array", "color=blue; color=black; color=brown"],
  ["form", false, "object", "color=R,100,G,200,B,150"],
  ["form", true, "object", "R=100; G=200; B=150"],
  ["cookie", false, "array", "color=blue,black,brown"],
  ["cookie", true, "string", "color=bl%75e"],
  ["cookie", true, "array", "color=blue; color=black; color=brown"],
  ["cookie", true, "object", "R=100; G=200; B=150"],
];

const named =
  (place: string, of: (line: Line) => Omit<Row, "at" | "says">) =>
  (line: Line): Row => {
    const [style, explode, type, wire] = line;
    return { at: AT, says: `${place} ${style}${explode ? " exploded" : ""} ${type}: ${wire}`, ...of(line) };
  };

export const styles: readonly Row[] = [
  ...inPath.map(
    named("path", ([style, explode, type, wire]) => ({
      contract: takesAt("/x/{color}/y", path("color", TYPES[type], { style, explode })),
      send: `GET /x/${wire}/y`,
      got: { params: { color: VALUES[type] } },
    })),
  ),
  ...inQuery.map(
    named("query", ([style, explode, type, wire]) => ({
      contract: takes(query("color", TYPES[type], { style, explode })),
      send: `GET /x?${wire}`,
      got: { query: { color: VALUES[type] } },
    })),
  ),
  ...inHeader.map(
    named("header", ([style, explode, type, wire]) => ({
      contract: takes(header("Color", TYPES[type], { style, explode })),
      send: "GET /x",
      headers: [["color", wire]] as const,
      got: { headers: { Color: VALUES[type] } },
    })),
  ),
  ...inCookie.map(
    named("cookie", ([style, explode, type, wire]) => ({
      contract: takes(cookie("color", TYPES[type], { style, explode })),
      send: "GET /x",
      headers: [["cookie", wire]] as const,
      got: { cookies: { color: wire.includes("%") ? "bl%75e" : VALUES[type] } },
    })),
  ),
];
