/** `prepack` of the manifests in this repository, which are not published: their packages are built elsewhere. */

console.error(
  "This folder has the sources, and its package would be empty. Run `npm run pack` to build and pack the packages, " +
    "or `npm run release` to publish them.",
);
process.exit(1);
