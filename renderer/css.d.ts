// Vite bundles style sheets that a component imports; they have no value.
declare module '*.css';
