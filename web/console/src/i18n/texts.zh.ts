import { merge } from './merge'

export default merge(import.meta.glob('../**/zh.json', { eager: true, import: 'default' }))
