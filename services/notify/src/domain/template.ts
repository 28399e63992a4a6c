export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** A text for people: `{name}` is replaced by the parameter of that name. */
export interface Text {
  readonly title: string
  readonly body: string
}

/** Parameters of a text: short codes, numbers and instants, never free text or names of residents. */
export type TemplateParams = Readonly<Record<string, string | number>>

const PLACE = /\{(\w+)\}/g

/** The text with its parameters put in; one that is missing leaves a dash, so that a person still gets the rest. */
export function render(text: Text, params: TemplateParams): Text {
  const fill = (template: string) => template.replace(PLACE, (_, name: string) => String(params[name] ?? '–'))
  return { title: fill(text.title), body: fill(text.body) }
}
