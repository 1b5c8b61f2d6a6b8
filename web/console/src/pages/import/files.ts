/** What a file is read as: its extension decides, as on the server. */
export type Format = 'csv' | 'jsonl' | 'md' | 'html'

const formats: Record<string, Format> = {
  csv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl', md: 'md', markdown: 'md', html: 'html', htm: 'html',
}

export const accepted = Object.keys(formats).map((ending) => `.${ending}`).join(',')

export function formatOf(name: string): Format | undefined {
  return formats[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '']
}

/** "48 KB", in the reader's way of writing numbers. */
export function sizeOf(bytes: number, locale: string): string {
  const [amount, unit] = bytes < 1024 ? [bytes, 'byte'] : bytes < 1 << 20 ? [bytes / 1024, 'kilobyte'] : [bytes / (1 << 20), 'megabyte']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: amount < 10 && unit !== 'byte' ? 1 : 0 }).format(amount)
}
