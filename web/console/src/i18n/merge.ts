type Texts = { [key: string]: string | Texts }

/** Texts by folder name: pages/desk/en.json is `desk`; those of this folder are shared, `common` and others. */
export function merge(files: Record<string, Texts>): Texts {
  const all: Texts = {}
  for (const [path, texts] of Object.entries(files)) {
    const folder = path.split('/').at(-2)!
    if (folder === '.' || folder === 'i18n') Object.assign(all, texts)
    else all[folder] = texts
  }
  return all
}
