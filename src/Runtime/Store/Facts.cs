using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>What a result depends on, a name and a value each, in a fixed order: equal facts give equal results.</summary>
internal sealed record Facts(IReadOnlyList<Setting> All)
{
    private string? _identity;

    /// <summary>A hash of the facts: 64 hexadecimal digits.</summary>
    public string Identity => _identity ??= StableHash.Hex(All.SelectMany(fact => new[] { fact.Name, fact.Value }));

    /// <summary>The hash of what is trained and measured; empty where none is named.</summary>
    public string Method => All.FirstOrDefault(fact => fact.Name == "method")?.Value ?? "";

    /// <summary>How these facts differ from others, in words: <c>radius was 0.1, is 0.3</c>; hashes are not spelt out.</summary>
    public IReadOnlyList<string> DifferencesFrom(Facts other)
    {
        var before = other.All.ToDictionary(fact => fact.Name, fact => fact.Value);
        var now = All.ToDictionary(fact => fact.Name, fact => fact.Value);
        return
        [
            .. All.Concat(other.All).Select(fact => fact.Name).Distinct()
                .Select(name => (Name: name, Before: before.GetValueOrDefault(name, "absent"), Now: now.GetValueOrDefault(name, "absent")))
                .Where(fact => fact.Before != fact.Now)
                .Select(fact => IsHash(fact.Before) || IsHash(fact.Now) ? $"{fact.Name} changed" : $"{fact.Name} was {fact.Before}, is {fact.Now}"),
        ];
    }

    public bool Equals(Facts? other) => other is not null && Identity == other.Identity;

    public override int GetHashCode() => Identity.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether a value tells people nothing.</summary>
    internal static bool IsHash(string value) => value.Length is 16 or 64 && value.All(char.IsAsciiHexDigitLower);
}
