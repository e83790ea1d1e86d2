// Builds static/dist/ from frontend/*.scss and the front-end packages: one file per thing that a page may load.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}static/dist/`;
const modules = `${root}node_modules/`;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

for (const file of readdirSync(`${root}frontend`)) {
  if (file.startsWith("_") || !file.endsWith(".scss")) continue;
  const { css } = sass.compile(`${root}frontend/${file}`, {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin"], // Bootstrap 5 is written with @import
  });
  writeFileSync(out + file.replace(/scss$/, "css"), css);
}

// Leaflet comes built; its source map is not shipped, so the reference to it goes as well.
const leaflet = readFileSync(`${modules}leaflet/dist/leaflet.js`, "utf8");
writeFileSync(`${out}leaflet.js`, leaflet.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
cpSync(`${modules}leaflet/dist/images`, `${out}images`, { recursive: true });
