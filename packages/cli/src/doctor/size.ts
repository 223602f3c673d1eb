// Sizes in bytes, read from a command line and written for people.

const units: Readonly<Record<string, number>> = { '': 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 }

/** @returns bytes, or undefined when `text` is no size such as `10MiB` */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,9})\s*([kmg]i?b?)?$/i.exec(text) ?? []
  if (digits === undefined) return undefined
  const factor = unit === '' ? 1 : units[`${unit[0]?.toLowerCase()}ib`]
  return factor === undefined ? undefined : Number(digits) * factor
}

/** `10 MiB`, `1.5 GiB`: three digits at the most. */
export function sizeText(bytes: number): string {
  const [unit, factor] =
    bytes >= 2 ** 30
      ? ['GiB', 2 ** 30]
      : bytes >= 2 ** 20
        ? ['MiB', 2 ** 20]
        : bytes >= 2 ** 10
          ? ['KiB', 2 ** 10]
          : ['bytes', 1]
  const value = bytes / (factor as number)
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`
}
