import type { BrowserContext, Page } from '@playwright/test'

/**
 * Watches everything that happens in a browser context and remembers what must never happen on any page: a dialog that a text
 * opened, an error nobody caught, a breach of the content security policy, a request to somebody else.
 */
export class Guard {
  readonly breaches: string[] = []
  /** What one test provokes on purpose. */
  readonly allowed: RegExp[] = []

  /** origins are those that pages may load from; a test that embeds the widget elsewhere adds that site's. */
  constructor(readonly origins: Set<string>) {}

  async watch(context: BrowserContext): Promise<void> {
    context.on('page', (page) => this.watchPage(page))
    context.on('request', (request) => {
      const url = new URL(request.url())
      if (['data:', 'blob:', 'about:'].includes(url.protocol)) return
      if (!this.origins.has(url.origin)) this.report(`request to another site: ${request.url()}`)
    })
    await context.exposeBinding('__breach', (_, what: string) => this.report(what))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => {
        const tell = (window as unknown as { __breach?: (what: string) => void }).__breach
        tell?.(`content security policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile ?? ''}:${e.lineNumber} ${e.sample}`)
      })
    })
  }

  private watchPage(page: Page): void {
    page.on('dialog', async (dialog) => {
      if (dialog.type() !== 'beforeunload') this.report(`dialog: ${dialog.message()}`)
      await dialog.accept().catch(() => {})
    })
    page.on('pageerror', (error) => this.report(`uncaught: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      if (/^Failed to load resource/.test(message.text())) return // a refusal is an answer; the page shows it
      this.report(`console ${message.type()}: ${message.text()}`)
    })
  }

  private report(what: string): void {
    if (!this.allowed.some((pattern) => pattern.test(what))) this.breaches.push(what)
  }
}
