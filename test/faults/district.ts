import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestPlatform } from '../platform/platform.ts'

const demo = resolve(import.meta.dirname, '../../demo/district')

interface MatterType {
  readonly code: string
  readonly workContent: string
  readonly plan: Record<string, unknown>
}

/** Half an hour a step, for what lasts an hour of the demo clock. */
export const HALF_HOUR_TYPE = 'half-hour-street'
const HALF_HOUR = { amount: 1_800, unit: 'WALL_SECONDS' }

/** Imports the demo district with a type more; `mended` gives it a second version of `plain-street`, which the poison names. */
export async function importForFaults(platform: TestPlatform, { mended }: { mended: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yiwang-district-'))
  try {
    cpSync(demo, folder, { recursive: true })
    const types = JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8')) as MatterType[]
    const trial = types.find(({ code }) => code === 'trial-street')!
    const plan = { ...trial.plan, case: HALF_HOUR, triage: HALF_HOUR, handling: HALF_HOUR, verifying: HALF_HOUR }
    const told = types.map((type) => (mended && type.code === 'plain-street' ? { ...type, workContent: '改过的工作内容' } : type))
    writeFileSync(join(folder, 'catalogue.json'), JSON.stringify([...told, { ...trial, code: HALF_HOUR_TYPE, plan }]))
    await platform.importDistrict(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
