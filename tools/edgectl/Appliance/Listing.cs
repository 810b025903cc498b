using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Edge.Ctl.Appliance;

/// <summary>Prints what a listing verb found: as JSON for programs, or as a table for people.</summary>
internal static class Listing
{
    private const int PipedWidth = 400;

    /// <summary>Prints indented JSON.</summary>
    public static void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>Prints a table; cells are plain text whatever they hold.</summary>
    /// <param name="columns">Titles.</param>
    /// <param name="rows">Cells of each row, as many as there are columns; null is shown empty.</param>
    public static void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = Console.IsOutputRedirected });
        }

        foreach (IReadOnlyList<string?> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Printable(cell))));
        }

        // Piped output is for grep: rows stay on one line.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipedWidth;
        }

        AnsiConsole.Write(table);
    }

    private static string Printable(string? cell) =>
        cell is null ? "" : new string([.. cell.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
}
