// The words of the pages of signing in, in both languages.

export type Language = 'en' | 'zh-CN'

/** Why nobody was signed in, as far as whoever tried can do something about it. */
export type ProblemKind =
  | 'wrong'
  | 'throttled'
  | 'stale'
  | 'directory'
  | 'taken'
  | 'bad-name'
  | 'strange'
  | 'nobody-waits'
  | 'refused'
  | 'unreachable'
  | 'other'

export interface SignInWords {
  readonly signIn: string
  readonly signInWith: (provider: string) => string
  readonly orPassword: string
  readonly username: string
  readonly password: string
  readonly lookAround: string
  readonly chooseTitle: string
  readonly chooseHeading: string
  /** @param provider @param code wraps a command */
  readonly chooseWords: (provider: string, code: (command: string) => string) => string
  readonly next: string
  /** What went wrong. @param detail the server's own sentence */
  readonly problems: Readonly<Record<ProblemKind, (detail: string) => string>>
  /** What to do about it. */
  readonly advice: Readonly<Record<ProblemKind, string>>
}

const same = (detail: string) => detail

const en: SignInWords = {
  signIn: 'Sign in',
  signInWith: (provider) => `Sign in with ${provider}`,
  orPassword: 'or with a password',
  username: 'User name',
  password: 'Password',
  lookAround: 'Look around without signing in',
  chooseTitle: 'Choose a name',
  chooseHeading: 'Choose your user name',
  chooseWords: (provider, code) =>
    `${provider} has signed you in. You are here for the first time: this is the name that others will see, ` +
    `and that you use with ${code('docker login')}.`,
  next: 'Continue',
  problems: {
    wrong: () => 'The user name or the password is wrong.',
    throttled: same,
    stale: () => 'This page was open for too long: try again.',
    directory: () => 'The directory that knows this account does not answer.',
    ...{ taken: same, 'bad-name': same, strange: same, 'nobody-waits': same },
    ...{ refused: same, other: same },
    unreachable: (detail) => `The provider does not answer as it should. (${detail})`,
  },
  advice: {
    wrong:
      'Try again. An administrator can give you a new password; whose account is a provider’s signs in by its button.',
    throttled: 'There were many failed tries from your network. Wait ten seconds, then try again.',
    stale: 'Type your password once more.',
    directory: 'Try again in a minute. If it stays so, tell your administrator.',
    taken: 'Choose another name, or ask your administrator to rename one of both.',
    'bad-name': 'Use up to 255 letters, digits, dots, dashes or underscores.',
    strange: 'Begin again here, in one window, within ten minutes.',
    'nobody-waits': 'Choose your provider once more.',
    refused: 'Try again. If it stays so, tell your administrator what it says above.',
    unreachable:
      'Try again in a minute, or sign in with a password. Your administrator can test the provider.',
    other: 'Try again. If it stays so, tell your administrator what it says above.',
  },
}

const zh: SignInWords = {
  signIn: '登录',
  signInWith: (provider) => `使用 ${provider} 登录`,
  orPassword: '或使用密码',
  username: '用户名',
  password: '密码',
  lookAround: '不登录，先看看',
  chooseTitle: '选择用户名',
  chooseHeading: '选择你的用户名',
  chooseWords: (provider, code) =>
    `${provider} 已确认你的身份。这是你第一次来到这里：其他人会看到这个名字，${code('docker login')} 也使用它。`,
  next: '继续',
  problems: {
    wrong: () => '用户名或密码错误。',
    throttled: () => '同时尝试登录的次数过多。',
    stale: () => '此页面打开的时间太长，请重试。',
    directory: () => '保存此账户的目录服务没有响应。',
    taken: (detail) => `这个名字已属于这里的另一个账户。（${detail}）`,
    'bad-name': () => '用户名的长度或字符不符合要求。',
    strange: () => '这次登录不是在此浏览器中开始的，或者开始得太久。',
    'nobody-waits': () => '没有等待选择用户名的账户，请重新登录。',
    refused: (detail) => `身份提供方拒绝了登录。（${detail}）`,
    unreachable: (detail) => `身份提供方没有正常响应。（${detail}）`,
    other: (detail) => `登录没有成功。（${detail}）`,
  },
  advice: {
    wrong: '请重试。管理员可以为你设置新密码；如果账户来自身份提供方，请使用对应的按钮。',
    throttled: '你的网络有多次登录失败。请等待十秒后再试。',
    stale: '请再次输入密码。',
    directory: '请一分钟后重试。如果问题仍然存在，请告诉管理员。',
    taken: '请选择另一个名字，或者请管理员为其中一个账户改名。',
    'bad-name': '最多 255 个字符，可使用字母、数字、点、短横线或下划线。',
    strange: '请从这里重新开始，在同一个窗口中并于十分钟内完成。',
    'nobody-waits': '请再次选择身份提供方。',
    refused: '请重试。如果问题仍然存在，请把上面的内容告诉管理员。',
    unreachable: '请一分钟后重试，或使用密码登录。管理员可以测试身份提供方。',
    other: '请重试。如果问题仍然存在，请把上面的内容告诉管理员。',
  },
}

export const signInWords: Readonly<Record<Language, SignInWords>> = { en, 'zh-CN': zh }
