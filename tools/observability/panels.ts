import {
  type Dashboard,
  GraphDrawStyle,
  type GraphFieldConfig,
  LegendDisplayMode,
  type OptionsWithLegend,
  type OptionsWithTooltip,
  type Panel,
  SortOrder,
  StackingMode,
  ThresholdsMode,
  TooltipDisplayMode,
} from '@grafana/schema'

const prometheus = { type: 'prometheus', uid: 'prometheus' } as const
const COLUMNS = 24
const HEIGHT = 8

export interface Series {
  readonly query: string
  /** `{{label}}` stands for a label of the series. */
  readonly legend: string
}

export interface Chart {
  readonly title: string
  readonly description: string
  readonly series: readonly Series[]
  /** As Grafana names it: short, s, percentunit, bytes, reqps. */
  readonly unit?: string
  readonly stacked?: boolean
  /** From this value on it is red. */
  readonly limit?: number
  /** Columns of 24; half of them unless it is given. */
  readonly width?: number
}

export interface Page {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly charts: readonly Chart[]
}

/** A dashboard as Grafana imports it; its types are Grafana's own. */
export function dashboardOf({ uid, title, description, charts }: Page): Dashboard {
  return {
    uid,
    title,
    description,
    tags: ['yiwang'],
    schemaVersion: 42,
    editable: false,
    timezone: 'Asia/Shanghai',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels: placed(charts).map(([chart, gridPos], k) => panelOf(chart, k + 1, gridPos)),
  }
}

type Place = NonNullable<Panel['gridPos']>

/** From left to right, then the next row. */
function placed(charts: readonly Chart[]): [Chart, Place][] {
  let [x, y] = [0, 0]
  return charts.map((chart) => {
    const w = chart.width ?? COLUMNS / 2
    if (x + w > COLUMNS) [x, y] = [0, y + HEIGHT]
    const place = { x, y, w, h: HEIGHT }
    x += w
    return [chart, place]
  })
}

function panelOf({ title, description, series, unit = 'short', stacked = false, limit }: Chart, id: number, gridPos: Place): Panel {
  const options: OptionsWithLegend & OptionsWithTooltip = {
    legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
    tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
  }
  const custom: GraphFieldConfig = {
    drawStyle: GraphDrawStyle.Line,
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 8,
    stacking: { mode: stacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
  }
  const red = limit === undefined ? [] : [{ value: limit, color: 'red' }]
  return {
    id,
    type: 'timeseries',
    title,
    description,
    gridPos,
    datasource: prometheus,
    targets: series.map(({ query, legend }, k) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + k),
      datasource: prometheus,
      expr: query,
      legendFormat: legend,
    })),
    options: { ...options },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: { ...custom },
        thresholds: { mode: ThresholdsMode.Absolute, steps: [{ value: null, color: 'green' }, ...red] },
      },
      overrides: [],
    },
  }
}
