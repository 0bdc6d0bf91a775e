/** Where Tenon says something else than oasdiff's tests, by pair, and why. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  "TestTransitionClaims-RealChangeAlongsideTransitionStillReported":
    "Tenon is right: `enum: [alpha, beta]` became `oneOf: [string, integer]`, which takes both values and more",
  "TestBreaking-RequestParameterMaxItemsWithoutFlatten":
    "Tenon is right by oasdiff's own measure: it is the same edit as TestRequestParameterMaxItemsDecreased, which is breaking there; without its flag oasdiff does not look into a path's own parameters",
  "TestBreaking-ReqBodyNewRequiredPropertyNew":
    "Tenon is right: `required` names a member that was not required; that `properties` does not declare it changes nothing (JSON Schema validation §6.5.3)",
  "TestBreaking-AnyOf":
    "Tenon is right: `required` says nothing of the lists that `type: array` asks for (JSON Schema validation §6.5.3)",
  "TestBreaking-AddingRequiredRequestBody":
    "Tenon misses it: a body with `content: null` is no request body by the specification, and is left out with a diagnostic",
  "TestBreaking-RequestBodyRequiredEnabled":
    "Tenon misses it: a body without content is no request body by the specification, and is left out",
  "TestBreaking-RequestBodyEnumRemoved":
    "Tenon is right: `enum` was removed altogether, so that every text is taken now, those three among them",
  TestRequestPathParamFormatChanged:
    "Undecided: the API itself issued the values in paths, and may never have issued one without the new format. Tenon rates a new `pattern` the same, which oasdiff only warns about",
  TestRequestDiscriminatorUpdatedCheckPropertyNameChanging:
    "Another discriminating property is breaking: a deployed client does not send it, and validators and types follow it",
  TestRequestDiscriminatorUpdatedCheckMappingChanging:
    "A discriminating value that is no longer mapped is breaking: deployed clients send it",
  TestResponseDiscriminatorUpdatedCheckMappingChanging:
    "A discriminating value that was not mapped before is breaking: deployed clients do not know it",
};
