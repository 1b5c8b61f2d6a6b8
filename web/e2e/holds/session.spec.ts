import { Server } from '../harness/server.ts'
import { expect, signIn, test } from '../harness/test.ts'

test('the session is a cookie that no script reads and no other site sends', async ({ visit }) => {
  const page = await visit('agent')
  await page.goto('/console/account')
  const cookie = (await page.context().cookies()).find((c) => c.name === 'baton_session')
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(await page.evaluate(() => document.cookie)).not.toContain('baton_session')
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(cookie!.value)
  const withoutHeader = await page.evaluate(() => fetch('/v1/session?everywhere=true', { method: 'DELETE' }).then((r) => r.status))
  expect(withoutHeader, 'a change without the header that a form cannot send').toBe(403)
})

test('every page comes with a strict policy', async ({ server }) => {
  for (const path of ['/console/', '/console/desk', '/console/no/such/page', '/shop/', '/']) {
    const answer = await fetch(server.url + path)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect.soft(policy, path).toContain("default-src 'none'")
    expect.soft(policy, path).toContain("frame-ancestors 'none'")
    expect.soft(policy, path).not.toContain('unsafe')
    expect.soft(policy, path).not.toMatch(/https?:|\*/)
    expect.soft(answer.headers.get('x-content-type-options'), path).toBe('nosniff')
  }
})

test('guessing a secret is slowed down, and the page says for how long', async ({ visit, t }) => {
  const server = await Server.start({
    env: { BATON_LIMITS_LOGIN_PER_SECOND: '0.2', BATON_LIMITS_LOGIN_BURST: '3' },
  })
  try {
    const page = await visit('visitor', { server })
    await page.goto('/console/')
    const attempt = async (secret: string) => {
      await page.getByLabel(t('signin.name'), { exact: true }).fill('mina')
      await page.getByLabel(t('signin.secret'), { exact: true }).fill(secret)
      const answer = page.waitForResponse((r) => r.url().endsWith('/v1/session') && r.request().method() === 'POST')
      await page.getByRole('button', { name: t('signin.submit') }).click()
      return (await answer).status()
    }
    for (let i = 0; i < 3; i++) expect(await attempt(`guess ${i}`)).toBe(401)
    expect(await attempt('guess 4')).toBe(429)
    await expect(page.getByRole('alert')).toContainText(/Try again in \d+ s/)
    expect(await attempt(server.secretOf('mina')), 'the right secret has to wait as well').toBe(429)
    await page.waitForTimeout(5_500)
    expect(await attempt(server.secretOf('mina'))).toBe(201)
    await page.getByRole('navigation').first().waitFor()
  } finally {
    await server.discard()
  }
})

test('when a session ends at work, one signs in over the page and goes on', async ({ visit, server, t }) => {
  const secret = await server.hire('tomas', 'Tomas', 'editor')
  const page = await visit('visitor')
  await signIn(page, 'tomas', secret, t)
  await page.goto('/console/try')
  const question = page.getByRole('main').getByRole('textbox').first()
  await question.fill('How long is the warranty?')
  const { secret: anew } = await server.api('PUT', '/v1/users', { id: 'tomas', reset_secret: true })
  await question.press('Enter')
  const dialog = page.getByRole('dialog', { name: t('shell.again') })
  await dialog.getByLabel(t('signin.secret'), { exact: true }).fill(anew)
  await dialog.getByRole('button', { name: t('signin.submit') }).click()
  await expect(dialog).toBeHidden()
  await expect(question).toHaveValue('How long is the warranty?')
  await expect(page.getByText(/24 months/).first()).toBeVisible() // what was asked meanwhile has been answered
})
