import { expect, signIn, test } from '../harness/test.ts'

test('somebody signs in and lands on the page they asked for', async ({ visit, server, t }) => {
  const page = await visit('visitor')
  await page.goto('/console/try')
  await expect(page.getByRole('heading', { name: t('signin.welcome') })).toBeVisible()
  await page.getByLabel(t('signin.name'), { exact: true }).fill('priya')
  await page.getByLabel(t('signin.secret'), { exact: true }).fill('not the secret')
  await page.getByRole('button', { name: t('signin.submit') }).click()
  await expect(page.getByRole('alert')).toContainText(t('problem.unauthorized'))
  await signIn(page, 'priya', server.secretOf('priya'), t)
  await expect(page).toHaveURL('/console/try')
  await expect(page.getByRole('heading', { name: t('try.title'), level: 1 })).toBeVisible()
})

test('somebody signs out', async ({ visit, server, t }) => {
  await server.hire('vera', 'Vera', 'editor').catch(() => {})
  const page = await visit('visitor')
  await signIn(page, 'vera', server.secretOf('vera'), t)
  await page.getByRole('button', { name: t('shell.signOut') }).click()
  await expect(page.getByRole('button', { name: t('signin.submit') })).toBeVisible()
  await page.goto('/console/try')
  await expect(page.getByRole('button', { name: t('signin.submit') })).toBeVisible()
})

test('signing out everywhere ends every other session', async ({ visit, server, t }) => {
  await server.hire('omar', 'Omar', 'agent')
  const [here, there] = [await visit('visitor'), await visit('visitor')]
  for (const page of [here, there]) await signIn(page, 'omar', server.secretOf('omar'), t)
  await here.goto('/console/account')
  await here.getByRole('button', { name: t('account.everywhere') }).click()
  await here.getByRole('alertdialog').or(here.getByRole('dialog')).getByRole('button', { name: t('shell.signOut') }).click()
  await expect(here.getByRole('button', { name: t('signin.submit') })).toBeVisible()
  await there.reload()
  await expect(there.getByRole('button', { name: t('signin.submit') })).toBeVisible()
})

test('somebody changes their own secret, and other sessions end', async ({ visit, server, t }) => {
  const first = await server.hire('ines', 'Inés', 'editor')
  const [here, there] = [await visit('visitor'), await visit('visitor')]
  for (const page of [here, there]) await signIn(page, 'ines', first, t)
  await here.goto('/console/account')
  const change = async (current: string, wished: string, again = wished) => {
    await here.getByLabel(t('account.current'), { exact: true }).fill(current)
    await here.getByLabel(t('account.new'), { exact: true }).fill(wished)
    await here.getByLabel(t('account.again'), { exact: true }).fill(again)
    await here.getByRole('button', { name: t('account.change') }).click()
  }
  await change(first, 'short')
  await expect(here.getByText(t('account.short'))).toBeVisible()
  await change(first, 'a kite above the harbour', 'a kite above the harbor')
  await expect(here.getByText(t('account.notSame'))).toBeVisible()
  await change('not the secret', 'a kite above the harbour')
  await expect(here.getByRole('alert')).toBeVisible()
  await change(first, 'a kite above the harbour')
  await expect(here.getByText(t('account.changed'))).toBeVisible()
  await here.reload() // this session goes on
  await expect(here.getByRole('heading', { name: t('account.title') })).toBeVisible()
  await there.reload()
  await signIn(there, 'ines', 'a kite above the harbour', t)
})

test('somebody chooses language and theme, and both are kept', async ({ visit, language, t }) => {
  const page = await visit('editor')
  await page.goto('/console/account')
  await expect(page.getByRole('heading', { name: t('account.title') })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-Hans' : 'en')
  await page.getByLabel(t('account.theme')).selectOption('dark')
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await background()
  await page.getByLabel(t('common.language')).selectOption(language === 'zh' ? 'en' : 'zh')
  await expect(page.getByRole('heading', { name: language === 'zh' ? 'Account' : '账号' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'en' : 'zh-Hans')
  expect(await background()).toBe(dark)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await background(), 'the choice goes before the system').toBe(dark)
})
