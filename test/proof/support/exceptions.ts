/** Operations that cannot be called or answered as their contract has them, each with the reason. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
