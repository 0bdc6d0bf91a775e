/** Whether a path with `/` stays below the folder that it starts from: relative, without `.`, `..` and empty parts. */
export const isFilePath = (path: string): boolean =>
  !path.startsWith("/") &&
  !/^[A-Za-z]:|[\\\0]/.test(path) &&
  !path.split("/").some((part) => part === ".." || part === "." || part === "");
