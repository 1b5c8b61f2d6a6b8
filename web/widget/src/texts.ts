const en = {
  chat: 'Chat',
  openChat: 'Chat with us',
  openUnread: 'Chat with us, {n} unread',
  close: 'Close the chat',
  assistant: 'Assistant',
  colleague: 'Colleague',
  you: 'You',
  greeting: 'Hello! What can we do for you?',
  atOnce: 'Answers at once, people when needed',
  messages: 'Messages',
  message: 'Your message',
  placeholder: 'Write a message…',
  send: 'Send',
  characters: '{n} of {most} characters',
  tooLong: '{n} characters too many',
  thinking: 'Looking for the answer…',
  earlier: 'Reading the earlier messages…',

  person: 'Talk to a person',
  personAsk: 'Pass this conversation to a person? They will see what you have written.',
  personYes: 'Yes, please',
  personSays: 'I would like to talk to a person.',
  cancel: 'Not now',

  waitingShort: 'Waiting for a colleague',
  waiting: 'A colleague will be with you. You can keep writing; they will read everything.',
  waitingBy: 'A colleague should be with you by {time}. You can keep writing; they will read everything.',
  waitingLate: 'This takes longer than usual. Your place is kept, and a colleague will answer.',
  away: 'Nobody is here right now. Your message is kept and will be answered.',
  awayUntil: 'Nobody is here right now. We are back {time}, and your message is kept.',
  withShort: 'You are talking with {name}',
  resolved: 'Resolved',
  reopened: 'Opened again',
  ended: 'This is settled. If something is left, just write.',
  anew: 'Start a new conversation',
  renewed: 'Your earlier conversation could not be found, so this is a new one.',

  lost: 'Connection lost. What you write is kept and sent as soon as it is back.',
  busy: 'One moment: that was a lot at once. The rest follows by itself.',
  sending: 'Sending…',
  unsent: 'Not sent yet',
  refused: 'Could not be sent.',
  change: 'Change it',

  edit: 'Edit',
  editing: 'Editing your message',
  editCancel: 'Stop editing',
  edited: 'edited',
  recall: 'Take back',
  recallAsk: 'Take this message back? It stays on record as taken back.',
  recallYes: 'Take back',
  keep: 'Keep it',
  recalled: 'Message taken back',
  removed: 'Message removed',

  helpful: 'Was this helpful?',
  yes: 'Yes',
  no: 'No',
  thanks: 'Thank you for telling us.',
  sorry: 'Sorry about that. Shall a person look at it?',
  source: 'Where this comes from',
  from: 'From: {title}',
  more: 'Show all',

  choose: 'Choose an answer, or write your own',
  sendThis: 'Send',
  freely: 'You can also just write it below.',
  today: 'Today',
  yesterday: 'Yesterday',
}

const zh: typeof en = {
  chat: '在线客服',
  openChat: '联系客服',
  openUnread: '联系客服，{n} 条未读',
  close: '关闭聊天',
  assistant: '智能助手',
  colleague: '客服',
  you: '我',
  greeting: '您好！请问有什么可以帮您？',
  atOnce: '即时解答，需要时转人工',
  messages: '消息',
  message: '您的消息',
  placeholder: '请输入消息…',
  send: '发送',
  characters: '{n} / {most} 字',
  tooLong: '超出 {n} 字',
  thinking: '正在为您查找答案…',
  earlier: '正在读取之前的消息…',

  person: '转人工客服',
  personAsk: '要转接人工客服吗？同事会看到您写过的内容。',
  personYes: '转人工',
  personSays: '我想联系人工客服。',
  cancel: '暂不需要',

  waitingShort: '正在等待人工客服',
  waiting: '同事很快就来。您可以继续留言，每一条都会看到。',
  waitingBy: '预计 {time}前有同事回复。您可以继续留言，每一条都会看到。',
  waitingLate: '让您久等了。排队位置为您保留，会有同事回复您。',
  away: '现在没有同事在线。您的消息已经保留，我们会回复您。',
  awayUntil: '现在没有同事在线，{time}恢复服务。您的消息已经保留。',
  withShort: '{name} 正在为您服务',
  resolved: '已解决',
  reopened: '重新打开',
  ended: '问题已经解决。如果还有疑问，直接留言即可。',
  anew: '开始新的对话',
  renewed: '没有找到您之前的对话，已为您开始新的对话。',

  lost: '连接已断开。您写的内容会保留，恢复后自动发送。',
  busy: '发送有点频繁，请稍候，其余内容会自动发送。',
  sending: '正在发送…',
  unsent: '尚未发送',
  refused: '无法发送。',
  change: '修改',

  edit: '编辑',
  editing: '正在编辑消息',
  editCancel: '取消编辑',
  edited: '已编辑',
  recall: '撤回',
  recallAsk: '要撤回这条消息吗？记录中会标明已撤回。',
  recallYes: '撤回',
  keep: '保留',
  recalled: '消息已撤回',
  removed: '消息已移除',

  helpful: '这个回答有帮助吗？',
  yes: '有帮助',
  no: '没有',
  thanks: '感谢您的反馈。',
  sorry: '很抱歉没能帮到您。需要转人工客服吗？',
  source: '答案来源',
  from: '来自：{title}',
  more: '展开全文',

  choose: '请选择，也可以直接输入',
  sendThis: '发送',
  freely: '也可以在下方直接输入。',
  today: '今天',
  yesterday: '昨天',
}

/** The languages of the widget's own words. */
export type Language = 'en' | 'zh'

/** The name of one text. */
export type TextName = keyof typeof en

export const texts: Record<Language, typeof en> = { en, zh }

/** language is the one of ours that fits a locale: Chinese of any kind gets Chinese, everybody else English. */
export function language(locale: string): Language {
  return /^zh\b/i.test(locale) ? 'zh' : 'en'
}

/** fill puts values into a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
