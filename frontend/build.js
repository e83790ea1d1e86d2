// Builds static/dist/ from the front-end packages: one file per thing that a page may load.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import * as sass from "sass";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}static/dist/`;
const modules = `${root}node_modules/`;
const target = ["chrome110", "firefox110", "safari16"];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const bootstrap = sass.compile(`${root}frontend/bootstrap.scss`, {
  loadPaths: [modules],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin"], // Bootstrap 5 is written with @import
});
// The layer lets the site's own few rules win without raising their specificity.
const layered = `@layer bootstrap {${bootstrap.css.replace(/^@charset[^;]*;/, "").replace(/^\uFEFF/, "")}}`;
const minified = await transform(layered, { loader: "css", minify: true, target, legalComments: "none" });
writeFileSync(`${out}bootstrap.css`, minified.code);

await build({
  entryPoints: {
    bootstrap: `${root}frontend/bootstrap.js`,
    "tom-select": `${root}frontend/tom-select.js`,
    leaflet: `${modules}leaflet/dist/leaflet-src.js`,
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target,
  legalComments: "none",
});
for (const [name, source] of [
  ["tom-select.css", `${modules}tom-select/dist/css/tom-select.bootstrap5.css`],
  ["leaflet.css", `${modules}leaflet/dist/leaflet.css`],
]) {
  await build({
    entryPoints: [source],
    outfile: `${out}${name}`,
    bundle: true,
    minify: true,
    target,
    external: ["*.png"],
    legalComments: "none",
  });
}
cpSync(`${modules}leaflet/dist/images`, `${out}images`, { recursive: true });
