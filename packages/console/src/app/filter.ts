// Filters in the API's query language.

/** Those whose field contains the text. */
export function contains(field: string, text: string): string {
  // What the language gives a meaning to.
  return `${field}=~${text.replace(/[\\,]/g, '\\$&')}`
}
