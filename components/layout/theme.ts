export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const themeCookie = 'theme'
export const isTheme = (text: unknown): text is Theme => themes.includes(text as Theme)
