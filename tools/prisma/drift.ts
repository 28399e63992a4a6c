import { prisma } from './prisma.ts'

const comparison = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']

/** What the schema says and the migrations do not make, as text; undefined if they agree. Works in a shadow database beside `url`. */
export async function drift(service: string, url: string): Promise<string | undefined> {
  const { status, output } = await prisma(service, [...comparison, '--exit-code'], url)
  // Both are asked for: an engine that died exits with 0 and says nothing.
  return status === 0 && output.includes('No difference detected') ? undefined : output.trim()
}

/** The SQL that would make the migrations agree with the schema: the first draft of the next migration. */
export async function missingSql(service: string, url: string): Promise<string> {
  const { output } = await prisma(service, [...comparison, '--script'], url)
  return output
}
