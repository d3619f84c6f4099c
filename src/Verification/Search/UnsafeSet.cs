using System.Collections.Immutable;

namespace MLSpec.Verification.Search;

/// <summary>Cases that are searched together: unsafe is a point of any of the boxes (and of the ball, if there is one) that fulfils
/// all rows of any of the cases.</summary>
/// <param name="Cases">For each case the indices of its <paramref name="Rows"/>.</param>
internal sealed record UnsafeSet(
    ImmutableArray<InputBox> Boxes, CenteredBall? Ball, ImmutableArray<UnsafeRow> Rows, ImmutableArray<ImmutableArray<int>> Cases)
{
    /// <summary>Cases over one box are searched together, and boxes with the same cases too.</summary>
    public static IEnumerable<UnsafeSet> Of(Property property)
    {
        var byBox = property.Cases.GroupBy(c => c.Box).Select(g => (Box: g.Key, Cases: g.Select(c => c.Rows).ToList()));
        foreach (var group in byBox.GroupBy(b => new CaseKey(b.Cases)))
            yield return Of([.. group.Select(b => b.Box)], null, group.Key.Cases);
    }

    /// <param name="ball">Null where the boxes alone say which points are meant.</param>
    public static UnsafeSet Of(ImmutableArray<InputBox> boxes, CenteredBall? ball, IEnumerable<ImmutableArray<UnsafeRow>> cases)
    {
        var all = cases.ToList();
        ImmutableArray<UnsafeRow> rows = [.. all.SelectMany(c => c).Distinct()];
        return new UnsafeSet(boxes, ball, rows, [.. all.Select(c => c.Select(r => rows.IndexOf(r)).ToImmutableArray())]);
    }

    private sealed class CaseKey(List<ImmutableArray<UnsafeRow>> cases) : IEquatable<CaseKey>
    {
        public List<ImmutableArray<UnsafeRow>> Cases => cases;

        public bool Equals(CaseKey? other) =>
            other is not null && cases.Count == other.Cases.Count && cases.Zip(other.Cases, (a, b) => a.SequenceEqual(b)).All(same => same);

        public override bool Equals(object? obj) => Equals(obj as CaseKey);

        public override int GetHashCode() =>
            cases.SelectMany(c => c).Aggregate(cases.Count, (hash, row) => HashCode.Combine(hash, row));
    }
}
