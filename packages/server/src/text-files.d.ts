// Documents that commands import as text, so that the one-file program holds them.
declare module '*.md' {
  const text: string
  export default text
}

// The built console, by its path.
declare module '*.pack' {
  const path: string
  export default path
}
