import { describe, expect, test, vi } from 'vitest'
import { formatOf, sizeOf } from './files'
import { messageOf } from './messages'
import { createImport } from './useImport'
import { upload, type Report } from './upload'
import { Problem } from '@/api/problem'

vi.mock('./upload', () => ({ upload: vi.fn() }))
const server = vi.mocked(upload)
const report = (over: Partial<Report> = {}): Report => ({ new: 1, changed: 0, unchanged: 0, invalid: 0, published: 0, dry_run: true, rows: [], ...over })
const file = (name: string, text = 'x') => new File([text], name)

describe('an import', () => {
  test('checks every file, then writes those that would change something', async () => {
    server.mockReset().mockResolvedValue(report())
    const im = createImport()
    im.add([file('a.csv'), file('b.md')])
    await im.run('check')
    expect(im.writes.value).toBe(2)
    expect(server.mock.calls.map(([, o]) => o.dryRun)).toEqual([true, true])
    await im.run('import')
    expect(im.items.value.map((item) => item.state)).toEqual(['imported', 'imported'])
    expect(server.mock.calls.slice(2).map(([, o]) => o.dryRun)).toEqual([false, false])
  })

  test('of a file that fails goes on with the next, and tries it again when asked', async () => {
    server.mockReset().mockRejectedValueOnce(new Problem({ status: 503, type: 'unavailable' })).mockResolvedValue(report())
    const im = createImport()
    im.add([file('a.csv'), file('b.csv')])
    await im.run('check')
    expect(im.items.value.map((item) => item.state)).toEqual(['failed', 'checked'])
    await im.run('check')
    expect(im.items.value.map((item) => item.state)).toEqual(['checked', 'checked'])
  })

  test('of a kind of file that is not known asks the server nothing', async () => {
    server.mockReset()
    const im = createImport()
    im.add([file('photo.png'), file('empty.csv', '')])
    await im.run('check')
    await im.run('check')
    expect(server).not.toHaveBeenCalled()
    expect(im.items.value.map((item) => item.state)).toEqual(['failed', 'failed'])
  })

  test('that is stopped keeps what was checked, and the rest waits', async () => {
    const im = createImport()
    server.mockReset().mockResolvedValueOnce(report()).mockImplementationOnce(async () => {
      im.stop()
      throw new DOMException('stopped', 'AbortError')
    })
    im.add([file('a.csv'), file('b.csv'), file('c.csv')])
    await im.run('check')
    expect(im.items.value.map((item) => item.state)).toEqual(['checked', 'waiting', 'waiting'])
  })

  test('takes a file of the same name for its newer version', () => {
    const im = createImport()
    im.add([file('a.csv'), file('a.csv', 'newer')])
    expect(im.items.value).toHaveLength(1)
    expect(im.items.value[0]!.size).toBe(5)
  })
})

test('what is wrong with a row is recognised, wherever it stands', () => {
  expect(messageOf('faq.csv:4: id: is missing', 'faq.csv:4')).toEqual({ key: 'missing', named: { field: 'id' } })
  expect(messageOf('faq.csv:5: says otherwise than faq.csv:2 about the text in this language of article "a"', 'faq.csv:5'))
    .toEqual({ key: 'contradicts', named: { place: 'faq.csv:2', id: 'a' } })
  expect(messageOf('faq.csv:6: texts.en.answer: has 9001 characters, at most 8000 are allowed', 'faq.csv:6'))
    .toEqual({ key: 'tooLong', named: { field: 'texts.en.answer', n: '9001', most: '8000' } })
  expect(messageOf('something new', 'faq.csv:7')).toBeNull()
})

test('a file is read as what its ending says', () => {
  expect(['faq.zh.MD', 'x.ndjson', 'a.htm', 'a.txt', 'csv'].map(formatOf)).toEqual(['md', 'jsonl', 'html', undefined, undefined])
})

test('sizes are written as the reader is used to', () => {
  expect(sizeOf(900, 'en')).toBe('900 byte')
  expect(sizeOf(1536, 'en')).toBe('1.5 kB')
})
