import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { can } from '@/session'
import { confirm } from '@/ui/confirm'
import { toast } from '@/ui/toast'
import { house } from './house'
import type { Editing } from './useEditing'

/** The steps of the editorial life: which are open to this person now, and what each does. */
export function useLife(editing: Editing) {
  const { t } = useI18n()
  const now = computed(() => editing.current.value)
  const dirty = editing.dirty
  const editor = can('edit knowledge')
  const publisher = can('publish knowledge')

  const canSubmit = computed(() => editor && now.value?.state === 'draft' && !dirty.value)
  const canReject = computed(() => publisher && now.value?.state === 'in_review' && !dirty.value)
  const canRestore = computed(() => editor && now.value?.state === 'archived')
  const canPublish = computed(() => {
    if (!publisher || !now.value || dirty.value) return false
    if (!house.value.four_eyes) return now.value.state === 'draft' || now.value.state === 'in_review'
    return now.value.state === 'in_review' && !editing.mine.value
  })

  async function submit() {
    if (await editing.step('submit', { version: now.value.version })) toast.say(t('editorial.done.submit'))
  }
  async function publish() {
    if (await editing.step('publish', { version: now.value.version })) toast.say(t('editorial.done.publish'))
  }
  async function reject(reason: string) {
    if (await editing.step('reject', { version: now.value.version, reason })) toast.say(t('editorial.done.reject'))
  }
  async function restore() {
    const { version } = now.value
    if (await editing.step('restore', { version })) toast.say(t('editorial.restore.done', { version }))
  }

  const sure = (what: 'archive' | 'discardDraft' | 'forget') =>
    confirm({
      title: t(`editorial.${what}.title`),
      text: t(`editorial.${what}.text`),
      action: t(`editorial.${what}.action`),
      danger: true,
    })
  async function archive() {
    if ((await sure('archive')) && (await editing.step('archive'))) toast.say(t('editorial.archive.done'))
  }
  async function discardDraft() {
    const { version } = now.value
    if ((await sure('discardDraft')) && (await editing.step('archive', { version }))) {
      toast.say(t('editorial.discardDraft.done'))
    }
  }
  async function forget() {
    if (await sure('forget')) editing.reset()
  }

  /** What is done seldom, and takes something away. */
  const menu = computed(() => {
    const item = (what: string, run: () => void, open: boolean, disabled = false) =>
      open ? [{ label: t(`editorial.${what}.action`), run, danger: true, disabled }] : []
    const inUse = publisher && !!now.value && now.value.state !== 'archived'
    const beside = inUse && !!editing.published.value && now.value !== editing.published.value
    return [
      ...item('forget', forget, dirty.value),
      ...item('discardDraft', discardDraft, beside, dirty.value),
      ...item('archive', archive, inUse, dirty.value),
    ]
  })

  return { editor, canSubmit, canReject, canRestore, canPublish, submit, publish, reject, restore, menu }
}
