import type { Report } from '../report.ts'
import { checkAreas } from './check-areas.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { checkCompounds } from './check-compounds.ts'
import { checkNet } from './check-net.ts'
import { checkPeople } from './check-people.ts'
import { checkTime } from './check-time.ts'
import { checkUnits } from './check-units.ts'
import { type FolderAsRead, Known } from './known.ts'

/** Checks a folder against itself, and puts everything that is wrong into the report. `at` is the instant of the import. */
export function checkDistrict(folder: FolderAsRead, report: Report, at: Date): void {
  const known = new Known(folder, report)
  checkAreas(folder, known, report)
  checkNet(folder, known, report)
  checkUnits(folder, known, report)
  checkPeople(folder, known, report, at)
  checkCompounds(folder, known, report)
  checkCatalogue(folder, known, report)
  checkTime(folder, known, report)
}
