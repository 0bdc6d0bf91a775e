/** Swagger UI, from the package `swagger-ui-dist` that the application has installed, under a policy without exceptions. */

import { createRequire } from "node:module";
import { dirname } from "node:path";

/** What is served of the package, by name, with its media type. */
export const UI_FILES: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
  "oauth2-redirect.html": "text/html; charset=utf-8",
  "oauth2-redirect.js": "text/javascript; charset=utf-8",
};

/** @throws Error when the package is not installed */
export function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  } catch (cause) {
    throw new Error("docs: the page needs Swagger UI: npm install swagger-ui-dist", { cause });
  }
}

/**
 * Content Security Policy Level 3: nothing but the server's own scripts, and no request but to the server itself and to
 * where tokens are had.
 */
export const policy = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...origins].join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** @param below the reference to what is below the page */
export const html = (title: string, below: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <link rel="icon" href="${below}favicon-32x32.png" />
    <link rel="stylesheet" href="${below}swagger-ui.css" />
  </head>
  <body>
    <div id="page"></div>
    <script src="${below}swagger-ui-bundle.js"></script>
    <script src="${below}start.js"></script>
  </body>
</html>
`;

/** What starts it. Its validator, which would send the contract elsewhere, is off. */
export const script = (document: string, below: string): string => `SwaggerUIBundle({
  url: ${JSON.stringify(document)},
  domNode: document.getElementById("page"),
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  oauth2RedirectUrl: new URL(${JSON.stringify(`${below}oauth2-redirect.html`)}, location.href).href,
});
`;
