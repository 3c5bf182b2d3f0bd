// The count, done again on this device: the Method of Equal Shares in whole numbers, nothing rounded.
// Money is in øre, every share and price a fraction of two whole numbers of any length.

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
const fraction = (n, d = 1n) => { const g = gcd(n < 0n ? -n : n, d) || 1n; return { n: n / g, d: d / g }; };
const minus = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
const less = (a, b) => a.n * b.d < b.n * a.d;
const equal = (a, b) => a.n === b.n && a.d === b.d;

function backersOf(told) {
  return told.projects.map((project) =>
    told.ballots.flatMap(([marks, voters], ballot) =>
      marks[project.number - 1] ? [{ ballot, voters: BigInt(voters), weight: BigInt(marks[project.number - 1]) }] : []));
}

// What one weight costs: the least p at which all backers, each paying min(left, p × weight), reach the cost.
function price(cost, backers, left) {
  const rows = backers.map((b) => ({ ...b, left: left[b.ballot] }))
    .sort((a, b) => { const x = a.left.n * b.left.d * b.weight, y = b.left.n * a.left.d * a.weight; return x < y ? -1 : x > y ? 1 : 0; });
  let weights = rows.reduce((sum, row) => sum + row.voters * row.weight, 0n);
  let rest = fraction(cost);
  for (const row of rows) {
    // rest / weights ≤ left / weight: from here on all can pay alike.
    if (rest.n * row.left.d * row.weight <= row.left.n * rest.d * weights) return fraction(rest.n, rest.d * weights);
    rest = minus(rest, fraction(row.voters * row.left.n, row.left.d));
    weights -= row.voters * row.weight;
  }
  return null;
}

export function countWith(told, share) {
  const left = told.ballots.map(() => share);
  const bounds = told.projects.map((p) => ({ n: 0n, d: 1n, cost: p.cost }));
  const open = new Set(told.projects.keys());
  const bought = [];
  for (;;) {
    let best = null;
    // A price never falls as purses empty: the last one known is a bound, the smallest is looked at first.
    for (const p of [...open].sort((a, b) => (less(bounds[a], bounds[b]) ? -1 : less(bounds[b], bounds[a]) ? 1 : 0))) {
      if (best && less(best.rate, bounds[p])) break;
      const found = price(told.projects[p].cost, told.backers[p], left);
      if (!found) { open.delete(p); continue; }
      const rate = fraction(found.n, found.d * told.projects[p].cost);
      bounds[p] = rate;
      if (!best || less(rate, best.rate) || (equal(rate, best.rate) && told.places[p] < told.places[best.p])) best = { p, rate, price: found };
    }
    if (!best) return bought;
    for (const b of told.backers[best.p]) {
      const due = fraction(best.price.n * b.weight, best.price.d);
      left[b.ballot] = less(left[b.ballot], due) ? fraction(0n) : minus(left[b.ballot], due);
    }
    open.delete(best.p);
    bought.push(best.p);
  }
}

export function prepared(data) {
  const projects = Object.entries(data.costs).map(([number, cost]) => ({ number: Number(number), cost: BigInt(cost) }));
  const told = { projects, ballots: data.ballots, budget: BigInt(data.budget), step: BigInt(data.step) };
  told.backers = backersOf(told);
  told.votes = told.backers.map((all) => all.reduce((sum, b) => sum + b.voters * b.weight, 0n));
  told.voters = data.ballots.reduce((sum, [, voters]) => sum + BigInt(voters), 0n);
  // Among equals: more votes, then less cost, then the lot.
  const order = [...projects.keys()].sort((a, b) =>
    Number(told.votes[b] - told.votes[a]) || Number(projects[a].cost - projects[b].cost)
    || data.lot.indexOf(projects[a].number) - data.lot.indexOf(projects[b].number));
  told.places = projects.map((_, p) => order.indexOf(p));
  return told;
}

const total = (told, chosen) => chosen.reduce((sum, p) => sum + told.projects[p].cost, 0n);

export async function recount(data, progress = async () => {}) {
  const told = prepared(data);
  const wanted = told.votes.filter((votes) => votes > 0n).length;
  let share = told.voters ? (told.budget / told.voters / told.step) * told.step : 0n;
  let bought = countWith(told, fraction(share));
  for (let round = 1; bought.length < wanted; round += 1) {
    const next = countWith(told, fraction(share + told.step));
    if (total(told, next) > told.budget) break;
    [share, bought] = [share + told.step, next];
    await progress(round);
  }
  let rest = told.budget - total(told, bought);
  const added = [];
  for (const p of [...told.projects.keys()].sort((a, b) => Number(told.votes[b] - told.votes[a]) || told.places[a] - told.places[b])) {
    if (told.votes[p] && !bought.includes(p) && told.projects[p].cost <= rest) {
      rest -= told.projects[p].cost;
      added.push(p);
    }
  }
  const numbers = (chosen) => chosen.map((p) => told.projects[p].number);
  return { bought: numbers(bought), added: numbers(added), share: String(share) };
}

if (typeof document !== "undefined") {
  const panel = document.querySelector("[data-recount]");
  if (panel) {
    const [button, said] = [panel.querySelector("button"), panel.querySelector("[role=status]")];
    panel.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      const data = await (await fetch(panel.dataset.recount)).json();
      let shown = 0;
      const found = await recount(data, async (round) => {
        if (performance.now() - shown < 100) return;
        shown = performance.now();
        said.textContent = `${panel.dataset.round} ${round}`;
        await new Promise((go) => setTimeout(go));
      });
      const same = ["bought", "added", "share"].every((part) => String(found[part]) === String(data[part]));
      said.textContent = same ? panel.dataset.agrees : panel.dataset.differs;
      panel.dataset.done = same ? "same" : "different";
      button.disabled = false;
    });
  }
}
