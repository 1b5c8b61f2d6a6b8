/**
 * eventStream reads server-sent events (WHATWG HTML, 9.2) from pieces of text. It gives the data of each event; comments
 * and fields other than `data` mean nothing here: the seq is in the data.
 */
export function eventStream(onData: (data: string) => void): (piece: string) => void {
  let rest = ''
  let data: string[] = []
  return (piece) => {
    rest += piece
    // A carriage return at the end may be half of a line end: it waits for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (data.length) onData(data.join('\n'))
        data = []
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5))
      }
    }
  }
}
