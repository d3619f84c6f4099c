using Microsoft.Data.Sqlite;

namespace MLSpec.Runtime.Store;

/// <summary>The tables of a run store, and how a file is told to be one.</summary>
internal static class StoreSchema
{
    /// <summary>"MLSP" in ASCII: what SQLite's header says that the file is for.</summary>
    private const int _applicationId = 0x4D4C5350;

    private const int _version = 1;

    private const string _tables = """
        create table cells (
            identity   text primary key,
            experiment text not null,
            protocol   text not null,
            at         text not null,   -- JSON: [{ name, value }], the coordinates by axis
            facts      text not null,   -- JSON: [{ name, value }], what the identity is a hash of
            trainings  text not null,   -- JSON: [name]
            error      text not null,   -- empty: measured
            seconds    real not null,
            finished   text not null    -- ISO 8601, UTC
        ) without rowid;
        create index cells_of_protocol on cells (experiment, protocol, at);
        create table measures (
            cell    text not null references cells on delete cascade,
            measure text not null,
            value   real,               -- null: not a number
            primary key (cell, measure)
        ) without rowid;
        create table trainings (
            name     text primary key,  -- of its files in trained/
            curve    text not null,     -- JSON: losses, rates, what was measured on the way
            seconds  real not null,
            finished text not null
        ) without rowid;
        create table runs (
            id          integer primary key,
            experiment  text not null,
            command     text not null,  -- JSON: [argument]
            started     text not null,
            finished    text,           -- null: under way, or ended without a word
            outcome     text,           -- done, failed, interrupted
            reused      integer not null,
            measured    integer not null,
            environment text not null   -- JSON: device, versions, methods
        );
        """;

    /// <summary>Checks that a connection is to a run store of this version, and makes an empty file one.</summary>
    /// <exception cref="UserError">It is something else.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        var (application, version) = (Pragma(connection, "application_id"), Pragma(connection, "user_version"));
        if ((application, version) == (0, 0) && Scalar(connection, "select count(*) from sqlite_master") == 0)
        {
            Execute(connection, $"{_tables} pragma application_id = {_applicationId}; pragma user_version = {_version};");
            transaction.Commit();
            return;
        }

        if (application != _applicationId)
            throw new UserError($"{path} is a database of another program; it is left as it is: choose another folder with --out");
        if (version != _version)
            throw new UserError($"{path} has format {version}, and this version of MLSpec reads format {_version}; it is left as it is: "
                + "use the MLSpec that made it, or choose another folder with --out");
    }

    private static long Pragma(SqliteConnection connection, string name) => Scalar(connection, "pragma " + name);

    private static long Scalar(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
