// Bundles the extension into dist/extension.js. VS Code itself supplies the module "vscode".
import { build } from 'esbuild';

await build({
  entryPoints: ['client/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  sourcemap: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  logLevel: 'warning',
});
