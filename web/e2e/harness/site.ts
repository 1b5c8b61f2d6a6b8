import { createServer, type Server as HTTP } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Somebody else's web site, on an origin of its own. */
export class Site {
  html = ''

  private constructor(
    private readonly http: HTTP,
    readonly origin: string,
  ) {}

  static async open(): Promise<Site> {
    const http = createServer((_, answer) => {
      answer.setHeader('Content-Type', 'text/html; charset=utf-8')
      answer.end(site.html)
    })
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
    const site = new Site(http, `http://127.0.0.1:${(http.address() as AddressInfo).port}`)
    return site
  }

  async close(): Promise<void> {
    this.http.closeAllConnections()
    await new Promise((closed) => this.http.close(closed))
  }
}
