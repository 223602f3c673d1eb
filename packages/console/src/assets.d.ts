// Files that the console imports besides scripts.
declare module '*.css'
declare module '*.svg'
