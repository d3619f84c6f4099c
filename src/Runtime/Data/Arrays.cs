namespace MLSpec.Runtime.Data;

/// <summary>Rows from one array per column.</summary>
internal static class Arrays
{
    public static TRows ToRows<TRows>(string path, Func<Column, (string Source, RawArray Array)> read) where TRows : IRows<TRows>
    {
        var columns = new List<(string Source, long Rows, ColumnBuffer Buffer)>();
        foreach (var column in TRows.Schema)
        {
            var (source, array) = read(column);
            var buffer = array.ToColumn(source, column);
            if (columns.Count > 0 && columns[0].Rows != array.Shape[0])
                throw new UserError($"{source} has {array.Shape[0]} rows, but {columns[0].Source} has {columns[0].Rows}.");
            columns.Add((source, array.Shape[0], buffer));
        }
        return columns[0].Rows == 0
            ? throw new UserError($"{path} has no rows.")
            : TRows.FromColumns(columns.Select(column => column.Buffer.ToTensor((int)column.Rows)).ToArray());
    }
}
