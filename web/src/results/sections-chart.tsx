import type { Results } from "@exam-simulation/client";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { useI18n } from "../i18n";

/** Right answers by section, in percent. The table below says the same. */
export default function SectionsChart({ sections }: { sections: Results["sections"] }) {
  const { text } = useI18n();
  const data = sections.map(({ name, score }) => ({
    name,
    right: score.total === 0 ? 0 : (100 * score.correct) / score.total,
  }));
  return (
    <div
      className="chart"
      role="img"
      aria-label={text.results.chart}
      style={{ height: `${2.5 + 3 * sections.length}rem` }}
    >
      <ResponsiveContainer>
        <BarChart data={data} layout="vertical" accessibilityLayer={false} margin={{ left: 0, right: 16 }}>
          <CartesianGrid horizontal={false} />
          <XAxis type="number" domain={[0, 100]} ticks={[0, 25, 50, 75, 100]} unit="%" tickLine={false} />
          <YAxis type="category" dataKey="name" width={112} tickLine={false} axisLine={false} />
          <Bar dataKey="right" fill="var(--accent)" radius={[0, 4, 4, 0]} maxBarSize={28} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
