import type { Progress } from "@exam-simulation/client";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { useI18n } from "../i18n";

/** The percentages of the simulations, the oldest first; for screen readers as a list. */
export default function ProgressChart({ sessions }: { sessions: Progress["sessions"] }) {
  const { text, date, number } = useI18n();
  const data = sessions.map(({ percentage }, index) => ({ place: index + 1, percentage }));
  const lowest = Math.min(0, ...sessions.map((session) => session.percentage));
  const ticks = [-50, -25, 0, 25, 50, 75, 100].filter((tick) => tick > lowest - 25);
  return (
    <>
      <div className="chart" aria-hidden="true">
        <ResponsiveContainer>
          <LineChart data={data} accessibilityLayer={false} margin={{ left: 0, right: 16, top: 8 }}>
            <CartesianGrid vertical={false} />
            <XAxis dataKey="place" tickLine={false} />
            <YAxis domain={[ticks[0] ?? 0, 100]} ticks={ticks} unit="%" width={48} tickLine={false} axisLine={false} />
            <Line
              dataKey="percentage"
              stroke="var(--accent)"
              strokeWidth={2.5}
              dot={{ r: 4, fill: "var(--accent)" }}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <ul className="visually-hidden" aria-label={text.progress.chart}>
        {sessions.map(({ id, completed_at, percentage }) => (
          <li key={id}>{text.progress.chartLabel(date(completed_at), number(percentage))}</li>
        ))}
      </ul>
    </>
  );
}
