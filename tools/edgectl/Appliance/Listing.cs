using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Contracts;
using Spectre.Console;

namespace Edge.Ctl.Appliance;

/// <summary>Prints what a listing verb found: as JSON for programs, or as a table for people.</summary>
internal static class Listing
{
    private const int PipedWidth = 400;
    private const int LeastLastColumn = 30;

    // A space on either side, and the border between.
    private const int CellPadding = 3;

    // Printed to a terminal or read by a program, never put into a web page: an apostrophe needs no escape.
    private static readonly JsonWriterOptions Relaxed = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints indented JSON.</summary>
    public static void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Relaxed))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>Prints pages as one indented JSON array, each as it comes.</summary>
    public static async Task WriteJsonAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> pages, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        await using Stream output = Console.OpenStandardOutput();
        await using (var writer = new Utf8JsonWriter(output, Relaxed))
        {
            writer.WriteStartArray();
            await foreach (IReadOnlyList<T> page in pages.WithCancellation(cancellation))
            {
                foreach (T item in page)
                {
                    JsonSerializer.Serialize(writer, item, type);
                }

                await writer.FlushAsync(cancellation);
            }

            writer.WriteEndArray();
        }

        output.WriteByte((byte)'\n');
    }

    /// <summary>
    /// Prints a table; cells are plain text whatever they hold. On a terminal that is too narrow for it, the last column is broken over lines where that
    /// is enough; else each row is printed as a list, one cell a line, so that no UID is ever broken.
    /// </summary>
    /// <param name="columns">Titles.</param>
    /// <param name="rows">Cells of each row, as many as there are columns; null is shown empty.</param>
    public static void WriteTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        string[][] cells = [.. rows.Select(row => row.Select(PlainText.OneLine).ToArray())];

        // Piped output is for grep: rows stay on one line.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = PipedWidth;
        }

        int width = AnsiConsole.Profile.Width;
        int[] widths = [.. columns.Select((column, index) => cells.Select(row => row[index].Length).Append(column.Length).Max() + CellPadding)];
        bool fits = widths.Sum() <= width;
        if (!fits && !Console.IsOutputRedirected && widths[..^1].Sum() + LeastLastColumn > width)
        {
            WriteLists(columns, cells);
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        for (int index = 0; index < columns.Count; index++)
        {
            table.AddColumn(new TableColumn(new Text(columns[index])) { NoWrap = Console.IsOutputRedirected || index < columns.Count - 1 });
        }

        foreach (string[] row in cells)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
    }

    private static void WriteLists(IReadOnlyList<string> columns, string[][] rows)
    {
        int titles = columns.Max(column => column.Length);
        foreach (string[] row in rows)
        {
            for (int index = 0; index < columns.Count; index++)
            {
                if (row[index].Length > 0)
                {
                    Console.WriteLine($"{columns[index].PadRight(titles)}  {row[index]}");
                }
            }

            Console.WriteLine();
        }
    }
}
