// Filters in the API's query language.

/**
 * Those whose field contains the text. The language parts filters by commas and knows no way around that: what stands
 * on either side of one is looked for by itself. It decodes what holds a percent sign once more.
 */
export function contains(field: string, text: string): string {
  return allOf(text.split(',').map((part) => part && `${field}=~${part.replaceAll('%', '%25')}`))
}

/** Those whose field is the text; where a comma keeps that from being asked for, those that contain its parts. */
export function equals(field: string, text: string): string {
  return text.includes(',') ? contains(field, text) : `${field}=${text.replaceAll('%', '%25')}`
}

/** All of the filters that there are. */
export function allOf(filters: readonly (string | undefined)[]): string {
  return filters.filter(Boolean).join(',')
}
