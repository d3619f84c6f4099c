using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLSpec.Runtime.Hosting;

namespace MLSpec.Runtime.Store;

/// <summary>
/// The file <c>store.db</c> of a run folder, an SQLite database in write-ahead mode: cells, measures, curves of trainings, and who ran what. Several
/// processes may use it at once. What has been kept survives the end of the process, however sudden.
/// </summary>
internal sealed class RunStore : IResultKeeper, IDisposable
{
    private static readonly JsonSerializerOptions _json = new(Json.Options) { WriteIndented = false };

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private RunStore(string path, SqliteConnection connection) => (_path, _connection) = (path, connection);

    /// <summary>Opens a store, and makes one where there is none.</summary>
    /// <exception cref="UserError">The file is damaged, of another program or version, or cannot be written.</exception>
    public static RunStore Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        var store = new RunStore(path, connection);
        try
        {
            store.Guarded(() =>
            {
                connection.Open();
                StoreSchema.Prepare(connection, path);
                store.Execute("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;");
                if (store.Query("pragma quick_check(1)", row => row.GetString(0)) is not ["ok"]) throw store.Damaged();
            });
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    public bool IsMeasured(string identity) => Guarded(() => Query("select 1 from cells where identity = $0 and error = ''", row => true, identity).Count > 0);

    /// <summary>The cell if it is measured.</summary>
    public StoredCell? Find(string identity) => Cells("where identity = $0 and error = ''", identity).SingleOrDefault();

    /// <summary>The cells of a protocol, failed ones and those of other settings included, the oldest first.</summary>
    public IReadOnlyList<StoredCell> CellsOf(string experiment, string protocol) =>
        Cells("where experiment = $0 and protocol = $1 order by finished, identity", experiment, protocol);

    /// <summary>The identities of all cells that are measured.</summary>
    public IReadOnlySet<string> Measured() => Guarded(() => Query("select identity from cells where error = ''", row => row.GetString(0)).ToHashSet());

    /// <summary>All cells, by experiment and protocol.</summary>
    public IReadOnlyList<StoredCell> AllCells() => Cells("order by experiment, protocol, finished, identity");

    /// <inheritdoc/>
    public void Keep(StoredCell cell) => Guarded(() =>
    {
        using var transaction = _connection.BeginTransaction();
        Execute("delete from cells where identity = $0 and error <> ''", cell.Identity);
        var added = Execute(
            "insert into cells values ($0, $1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
            cell.Identity, cell.Experiment, cell.Protocol, ToJson(cell.At), ToJson(cell.Facts.All), ToJson(cell.Trainings), cell.Error, cell.Seconds, Now());
        if (added > 0)
            foreach (var (measure, value) in cell.Values)
                Execute("insert into measures values ($0, $1, $2)", cell.Identity, measure, double.IsNaN(value) ? DBNull.Value : value);
        transaction.Commit();
    });

    /// <inheritdoc/>
    public void Keep(string training, TrainingCurve curve) => Guarded(() =>
        Execute("insert into trainings values ($0, $1, $2, $3) on conflict do nothing", training, ToJson(curve), curve.Seconds, Now()));

    /// <summary>The curves of these trainings, in their order; those that the store does not know are left out.</summary>
    public IReadOnlyList<TrainingCurve> Curves(IReadOnlyList<string> trainings) => Guarded(() => trainings
        .SelectMany(name => Query("select curve from trainings where name = $0", row => FromJson<TrainingCurve>(row.GetString(0)), name))
        .ToArray());

    /// <summary>Notes the start of a run and gives its number.</summary>
    public long Begin(string experiment, IReadOnlyList<string> command, IReadOnlyList<Setting> environment) => Guarded(() => Query(
        "insert into runs (experiment, command, started, reused, measured, environment) values ($0, $1, $2, 0, 0, $3) returning id",
        row => row.GetInt64(0), experiment, ToJson(command), Now(), ToJson(environment))[0]);

    /// <summary>Notes how a run ended.</summary>
    public void End(long run, string outcome, int reused, int measured) => Guarded(() =>
        Execute("update runs set finished = $1, outcome = $2, reused = $3, measured = $4 where id = $0", run, Now(), outcome, reused, measured));

    /// <summary>Who ran what, the oldest first.</summary>
    public IReadOnlyList<StoredRun> Runs() => Guarded(() => Query(
        "select id, experiment, command, started, finished, outcome, reused, measured, environment from runs order by id",
        row => new StoredRun(
            row.GetInt64(0), row.GetString(1), FromJson<string[]>(row.GetString(2)), Time(row.GetString(3)), row.IsDBNull(4) ? null : Time(row.GetString(4)),
            row.IsDBNull(5) ? "" : row.GetString(5), row.GetInt32(6), row.GetInt32(7), FromJson<Setting[]>(row.GetString(8)))));

    /// <summary>The names of all trainings whose curves are kept.</summary>
    public IReadOnlyList<string> Trainings() => Guarded(() => Query("select name from trainings order by name", row => row.GetString(0)));

    /// <summary>Forgets cells, by their identities, and curves, by the names of their trainings; the file shrinks.</summary>
    public void Remove(IReadOnlyCollection<string> cells, IReadOnlyCollection<string> trainings) => Guarded(() =>
    {
        using (var transaction = _connection.BeginTransaction())
        {
            foreach (var cell in cells) Execute("delete from cells where identity = $0", cell);
            foreach (var training in trainings) Execute("delete from trainings where name = $0", training);
            transaction.Commit();
        }
        if (cells.Count + trainings.Count > 0) Execute("vacuum; pragma wal_checkpoint(truncate);");
    });

    private IReadOnlyList<StoredCell> Cells(string condition, params object[] parameters) => Guarded(() =>
    {
        var values = Query(
                $"select cell, measure, value from measures where cell in (select identity from cells {condition})",
                row => (Cell: row.GetString(0), Value: new MeasuredValue(row.GetString(1), row.IsDBNull(2) ? double.NaN : row.GetDouble(2))), parameters)
            .ToLookup(row => row.Cell, row => row.Value);
        return (IReadOnlyList<StoredCell>)Query(
            $"select identity, experiment, protocol, at, facts, trainings, seconds, error, finished from cells {condition}",
            row => new StoredCell(
                new Facts(FromJson<Setting[]>(row.GetString(4))), row.GetString(1), row.GetString(2), FromJson<Setting[]>(row.GetString(3)),
                [.. values[row.GetString(0)]], FromJson<string[]>(row.GetString(5)), row.GetDouble(6), row.GetString(7))
            {
                Finished = Time(row.GetString(8)),
            },
            parameters);
    });

    private int Execute(string statements, params object[] parameters)
    {
        using var command = Command(statements, parameters);
        return command.ExecuteNonQuery();
    }

    private IReadOnlyList<T> Query<T>(string query, Func<SqliteDataReader, T> read, params object[] parameters)
    {
        using var command = Command(query, parameters);
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read()) all.Add(read(rows));
        return all;
    }

    private SqliteCommand Command(string text, object[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), parameters[i]);
        return command;
    }

    private void Guarded(Action work) => Guarded(() =>
    {
        work();
        return 0;
    });

    /// <summary>Works on the database and says in words what is wrong with it.</summary>
    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is _corrupt or _notADatabase)
        {
            throw Damaged(fault);
        }
        catch (Exception fault) when (fault is JsonException or InvalidCastException)
        {
            throw Damaged(fault);
        }
        catch (SqliteException fault)
        {
            throw new UserError(fault.SqliteErrorCode switch
            {
                _ioError => $"{_path} cannot be written or read ({fault.Message.TrimEnd('.')}), as on a full or failing disk; everything that was kept before is intact: "
                    + "see to the disk and give the same command again",
                _full => $"{_path}: the disk is full; everything that was kept before is intact: free some space and give the same command again",
                _busy => $"{_path} is locked by another program for more than half a minute; give the same command again when it is free",
                _readOnly or _cannotOpen => $"{_path} cannot be opened for writing; see to its permissions or choose another folder with --out",
                _ => $"{_path}: {fault.Message.TrimEnd('.')}; everything that was kept before is intact: give the same command again",
            }, fault);
        }
    }

    private UserError Damaged(Exception? fault = null) =>
        new($"{_path} is no run store or is damaged; it is left as it is: move it away to measure afresh (trained models are used again), or choose another folder with --out", fault);

    private static string ToJson<T>(T value) => JsonSerializer.Serialize(value, _json);

    private static T FromJson<T>(string text) => JsonSerializer.Deserialize<T>(text, _json) ?? throw new JsonException();

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static DateTime Time(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : throw new JsonException();

    private const int _busy = 5;
    private const int _readOnly = 8;
    private const int _ioError = 10;
    private const int _corrupt = 11;
    private const int _full = 13;
    private const int _cannotOpen = 14;
    private const int _notADatabase = 26;
}
