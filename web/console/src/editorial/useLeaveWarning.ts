import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { confirm } from '@/ui/confirm'

/** Asks before a page with unsaved changes is left. They are kept in this browser all the same, as its text says. */
export function useLeaveWarning(dirty: () => boolean) {
  const { t } = useI18n()
  const sure = () =>
    !dirty() ||
    confirm({ title: t('editorial.leave.title'), text: t('editorial.leave.text'), action: t('editorial.leave.action') })
  onBeforeRouteLeave(sure)
  onBeforeRouteUpdate((to, from) => to.path === from.path || sure())
}
