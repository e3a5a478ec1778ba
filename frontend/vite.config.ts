import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: "src/app.ts",
      output: { entryFileNames: "app.js", assetFileNames: "[name][extname]" },
    },
  },
});
