import { expect, test } from 'vitest'
import { eventStream } from './eventstream'

/** read feeds a stream in pieces of a size. */
function read(text: string, size: number): string[] {
  const got: string[] = []
  const push = eventStream((data) => got.push(data))
  for (let i = 0; i < text.length; i += size) push(text.slice(i, i + size))
  return got
}

const stream = 'retry: 1000\n\nid: 2\ndata: {"seq":2}\n\n:\n\nid: 3\ndata:{"seq":3}\n\nevent: x\ndata: a\ndata: b\n\ndata: half'

test.each([1, 2, 3, 7, 1000])('the same events come out whatever the pieces: %i characters', (size) => {
  expect(read(stream, size)).toEqual(['{"seq":2}', '{"seq":3}', 'a\nb'])
})

test.each([1, 5, 1000])('lines may end in any of the three ways: pieces of %i', (size) => {
  for (const end of ['\r\n', '\r']) expect(read(stream.replaceAll('\n', end), size).slice(0, 2)).toEqual(['{"seq":2}', '{"seq":3}'])
})
