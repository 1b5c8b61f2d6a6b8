import type { Page } from '@playwright/test'
import { Customer } from '../harness/customer.ts'
import { expect, signIn, test } from '../harness/test.ts'
import type { Words } from '../harness/texts.ts'

// What supervisors and administrators do.

/** Reads what is shown only once, and says that it is kept. */
async function keep(page: Page, t: Words): Promise<string> {
  const dialog = page.getByRole('dialog').filter({ hasText: t('ui.secretOnce') })
  const secret = await dialog.locator('.secret').innerText()
  await dialog.getByRole('button', { name: t('ui.kept') }).click()
  await expect(dialog).toBeHidden()
  return secret.trim()
}

test('a supervisor sees who holds what, and reassigns', async ({ visit, server, language, t }) => {
  const customer = await Customer.waiting(server, language, undefined, 'Lena Lead')
  const page = await visit('supervisor')
  await page.goto('/console/overview')
  const row = page.getByRole('table', { name: t('overview.cases') }).getByRole('row').filter({ hasText: 'Lena Lead' })
  await expect(row).toContainText(t('overview.nobody'))
  await row.getByRole('button', { name: t('overview.reassignOne', { name: 'Lena Lead' }) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('overview.to'), { exact: true }).selectOption('agent:mina')
  await dialog.getByLabel(t('common.reason'), { exact: true }).fill('She knows Lena')
  await dialog.getByRole('button', { name: t('overview.reassign'), exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(row).toContainText('Mina')
  expect((await server.api('GET', `/v1/conversations/${customer.conversation}`)).holder).toBe('agent:mina')
})

test('what is new and late appears without a reload', async ({ visit, server, language, t }) => {
  const page = await visit('supervisor')
  await page.goto('/console/overview')
  await expect(page.getByRole('region', { name: t('overview.queues') })).toBeVisible()
  await Customer.waiting(server, language, undefined, 'Lars Live')
  await expect(page.getByRole('table', { name: t('overview.cases') }).getByText('Lars Live')).toBeVisible()
})

test('an administrator adds somebody, changes their roles, and locks them out', async ({ visit, language, t }) => {
  const id = `nora-${language}`
  const page = await visit('admin')
  await page.goto('/console/people')
  await page.getByRole('button', { name: t('people.addUser') }).click()
  const dialog = page.getByRole('dialog', { name: t('people.addUser') })
  await dialog.getByLabel(t('people.login'), { exact: true }).fill(id)
  await dialog.getByLabel(new RegExp(`^${t('people.shownName')}`)).fill('Nora')
  await dialog.getByRole('checkbox', { name: new RegExp(`^${t('role.editor')}`) }).check()
  await dialog.getByRole('button', { name: t('common.add'), exact: true }).click()
  const secret = await keep(page, t)

  const nora = await visit('visitor')
  await signIn(nora, id, secret, t)
  await expect(nora.getByRole('navigation').first()).toContainText(t('articles.title'))
  await expect(nora.getByRole('navigation').first()).not.toContainText(t('people.title'))
  await nora.goto('/console/people')
  await expect(nora.getByText(t('shell.notFound'))).toBeVisible()

  const menu = async (key: string) => {
    await page.getByRole('button', { name: t('people.actionsFor', { name: 'Nora' }) }).click()
    await page.getByRole('menuitem', { name: t(key), exact: true }).click()
  }
  await menu('common.edit')
  const edit = page.getByRole('dialog', { name: t('people.editOf', { name: 'Nora' }) })
  await edit.getByRole('checkbox', { name: new RegExp(`^${t('role.agent')}`) }).check()
  await edit.getByRole('button', { name: t('common.save'), exact: true }).click()
  await expect(edit).toBeHidden()
  await expect(page.getByRole('row').filter({ hasText: id })).toContainText(t('role.agent'))

  await menu('people.disable')
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: t('people.disable'), exact: true }).click()
  await expect(page.getByRole('row').filter({ hasText: id })).toContainText(t('people.disabled'))
  await nora.goto('/console/articles')
  await expect(nora.getByRole('button', { name: t('signin.submit') })).toBeVisible()
})

test('a key is made, shown once, and revoked', async ({ visit, server, language, t }) => {
  const name = `robot ${language}`
  const page = await visit('admin')
  await page.goto('/console/people')
  await page.getByRole('tab', { name: t('people.keys') }).click()
  await page.getByRole('button', { name: t('people.addKey') }).click()
  const dialog = page.getByRole('dialog', { name: t('people.addKey') })
  await dialog.getByLabel(t('people.keyName'), { exact: true }).fill(name)
  await dialog.getByRole('checkbox', { name: new RegExp(`^${t('role.editor')}`) }).check()
  await dialog.getByRole('button', { name: t('common.create'), exact: true }).click()
  const secret = await keep(page, t)
  expect(secret).toMatch(/^baton_/)
  await server.api('GET', '/v1/articles?limit=1', undefined, secret)
  await page.getByRole('button', { name: t('people.revokeOf', { name }) }).click()
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: t('people.revoke'), exact: true }).click()
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText(t('people.revoked'))
  await expect(server.api('GET', '/v1/articles?limit=1', undefined, secret)).rejects.toThrow('401')
})

test('the audit says who did what', async ({ visit, server, language, t }) => {
  await server.hire(`audited-${language}`, 'Audited', 'agent')
  const page = await visit('admin')
  await page.goto('/console/audit')
  const rows = page.getByRole('table').getByRole('row')
  await expect(rows.filter({ hasText: `audited-${language}` }).first()).toContainText(t('audit.did.user.add'))
  await page.getByLabel(t('audit.kind'), { exact: true }).selectOption('article')
  await expect(rows.filter({ hasText: `audited-${language}` })).toHaveCount(0)
})

test('a webhook is added and paused', async ({ visit, t, language }) => {
  const page = await visit('admin')
  await page.goto('/console/webhooks')
  await page.getByRole('button', { name: t('webhooks.add') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('webhooks.url'), { exact: true }).fill(`https://hooks.example/${language}`)
  await dialog.getByRole('button', { name: t('common.add'), exact: true }).click()
  await keep(page, t)
  const row = page.getByRole('row').filter({ hasText: `https://hooks.example/${language}` })
  await expect(row).toContainText(t('webhooks.active'))
  await row.getByRole('button').click()
  await page.getByRole('menuitem', { name: t('webhooks.pause') }).click()
  await expect(row).toContainText(t('webhooks.paused'))
})
