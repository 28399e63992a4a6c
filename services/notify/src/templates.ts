import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { NotifyPrisma } from './adapters/db/notify-prisma.ts'
import { CASE_TEMPLATES, DECISION_TEMPLATES } from './domain/audience.ts'
import { LANGUAGES, type Language, type Text } from './domain/template.ts'

const text = z.strictObject({ title: z.string().min(1), body: z.string().min(1) })
const file = z.array(z.strictObject({ name: z.string().min(1), 'zh-CN': text, en: text }))

/** Every template that this service asks for by name. */
export const TEMPLATE_NAMES = [...CASE_TEMPLATES, ...DECISION_TEMPLATES, 'escalation-raised', 'escalation-withdrawn'] as const

const key = (name: string, version: number, language: Language) => `${name}@${version}/${language}`

/** The texts for people. They are data: a changed text becomes the next version, and what was told keeps the version it was told with. */
export class Templates {
  private readonly texts = new Map<string, Text>()
  private readonly current = new Map<string, number>()

  private readonly wanted: z.output<typeof file>

  /** Reads the file. @throws where it lacks a template */
  constructor(
    private readonly prisma: NotifyPrisma,
    path: string | URL,
  ) {
    this.wanted = file.parse(JSON.parse(readFileSync(path, 'utf8')))
    const missing = TEMPLATE_NAMES.filter((name) => !this.wanted.some((template) => template.name === name))
    if (missing.length > 0) throw new Error(`${path}: no template ${missing.join(', ')}`)
  }

  /** Stores what is new or changed in the file, and knows all versions from then on. Done again if the database was away. */
  async load(): Promise<void> {
    const { wanted } = this
    await this.read()
    for (const template of wanted) {
      const version = this.current.get(template.name)
      const same =
        version !== undefined &&
        LANGUAGES.every((language) => isSame(this.texts.get(key(template.name, version, language)), template[language]))
      if (same) continue
      // Another replica may add the same version at the same time.
      await this.prisma.template.createMany({
        data: LANGUAGES.map((language) => ({ name: template.name, version: (version ?? 0) + 1, language, ...template[language] })),
        skipDuplicates: true,
      })
    }
    await this.read()
  }

  versionOf(name: string): number {
    const version = this.current.get(name)
    if (version === undefined) throw new Error(`no template ${name}`)
    return version
  }

  /** Another replica may have stored a newer version than this one has read. */
  async text(name: string, version: number, language: Language): Promise<Text> {
    if (!this.texts.has(key(name, version, language))) await this.read()
    const found = this.texts.get(key(name, version, language))
    if (!found) throw new Error(`no template ${key(name, version, language)}`)
    return found
  }

  private async read(): Promise<void> {
    for (const { name, version, language, title, body } of await this.prisma.template.findMany()) {
      this.texts.set(key(name, version, language as Language), { title, body })
      this.current.set(name, Math.max(version, this.current.get(name) ?? 0))
    }
  }
}

const isSame = (one: Text | undefined, other: Text) => one?.title === other.title && one.body === other.body
