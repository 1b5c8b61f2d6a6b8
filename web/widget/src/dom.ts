type Child = Node | string | false | null | undefined
type Props = Record<string, string | number | boolean | ((event: never) => void) | undefined>

/** h makes an element. Text only ever becomes text: there is no way to give it markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  set(element, props)
  element.append(...children.filter((child): child is Node | string => Boolean(child)))
  return element
}

/** set changes attributes; a function is a listener, false and undefined take the attribute away. */
export function set(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener)
    else if (value === undefined || value === false) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
}

const shapes = {
  chat: 'M21 12a8 8 0 0 1-8 8H4l1.6-3.2A8 8 0 1 1 21 12Z',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  edit: 'M4 20h4L19 9l-4-4L4 16v4Z',
  recall: 'M9 14 4 9l5-5M4 9h9a6 6 0 0 1 0 12h-3',
  up: 'M7 11v9H4v-9h3Zm0 0 4-7c1.4 0 2.3 1 2 2.4L12.4 10H18a2 2 0 0 1 2 2.3l-1 6a2 2 0 0 1-2 1.7H7',
  no: 'M7 13V4H4v9h3Zm0 0 4 7c1.4 0 2.3-1 2-2.4L12.4 14H18a2 2 0 0 0 2-2.3l-1-6A2 2 0 0 0 17 4H7',
  clock: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  check: 'M5 12.5 10 17l9-10',
  cloud: 'M4 4l16 16M8 7.5A6 6 0 0 1 17.7 11 4 4 0 0 1 20 17M15 19H7a4 4 0 0 1-.9-7.9',
  file: 'M14 3H7v18h10V6l-3-3ZM14 3v3h3',
}

/** icon is a line drawing for the eye only; what it means stands beside it or in a label. */
export function icon(name: keyof typeof shapes): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  set(svg, { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' })
  const path = document.createElementNS(space, 'path')
  set(path, { d: shapes[name] })
  svg.append(path)
  return svg
}
