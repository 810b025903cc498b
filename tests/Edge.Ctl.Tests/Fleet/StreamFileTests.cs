using System.Text.Json;
using Edge.Contracts;
using Edge.Ctl.Fleet.Collector;
using Edge.Releases.Tests;

namespace Edge.Ctl.Tests.Fleet;

public sealed class StreamFileTests : IDisposable
{
    private static readonly string First = new('1', 32);
    private static readonly string Second = new('2', 32);

    private readonly TestFolder _files = new();

    private string Lines => _files.At("results.ndjson");

    private string Epochs => _files.At("results.epochs");

    public static TheoryData<string, long, long> NoNumbers => new()
    {
        { "", 1, 1 },
        { new string('1', 31), 1, 1 },
        { new string('g', 32), 1, 1 },
        { new string('<', 900_000), 1, 1 },
        { new string('1', 32), 0, 0 },
        { new string('1', 32), 1, 0 },
        { new string('1', 32), 1, 2 },
        { new string('1', 32), -5, -6 },
    };

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public void Take_EpochOrNumbersThatAreNone_IsRefused(string epoch, long sequence, long oldest)
    {
        StreamFile stream = Open();

        Assert.Equal(StreamVerdict.Refused, stream.Take(Message(epoch, sequence, oldest), DateTimeOffset.UnixEpoch));

        Assert.Equal(0, stream.Flush());
        Assert.Null(stream.Epoch);
    }

    [Theory]
    [InlineData(900_000, '<')]
    [InlineData(StreamFile.LineMaxBytes, 'a')]
    public void Take_LineThatWouldBeTooLong_IsRefused_AndTheFileOpensAgain(int length, char of)
    {
        StreamFile stream = Open();
        Assert.Equal(StreamVerdict.Keep, stream.Take(Message(First, 1, 1), DateTimeOffset.UnixEpoch));

        Assert.Equal(StreamVerdict.Refused, stream.Take(Message(First, 2, 1, $"\"{new string(of, length)}\""), DateTimeOffset.UnixEpoch));

        Assert.Equal(1, stream.Flush());
        Assert.Equal((First, 1L), (Open().Epoch, Open().Last));
    }

    [Fact]
    public void Take_HalfOfASurrogatePair_IsRefused() =>
        Assert.Equal(StreamVerdict.Refused, Open().Take(Message(First, 1, 1, "\"\\ud800\""), DateTimeOffset.UnixEpoch));

    [Fact]
    public void Take_NumberingThatIsOver_IsRepeated_AfterAStartToo()
    {
        StreamFile stream = Open();
        stream.Take(Message(First, 1, 1), DateTimeOffset.UnixEpoch);
        stream.Take(Message(Second, 1, 1), DateTimeOffset.UnixEpoch);
        stream.Flush();

        StreamFile again = Open();

        Assert.Equal(StreamVerdict.Repeated, again.Take(Message(First, 2, 2), DateTimeOffset.UnixEpoch));
        Assert.Equal(StreamVerdict.Keep, again.Take(Message(Second, 2, 1), DateTimeOffset.UnixEpoch));
        Assert.Equal((Second, 2L), (again.Epoch, again.Last));
    }

    [Fact]
    public void Open_CrashBeforeTheFirstLineOfANewNumbering_TheOldOneGoesOn()
    {
        StreamFile stream = Open();
        stream.Take(Message(First, 1, 1), DateTimeOffset.UnixEpoch);
        stream.Flush();
        File.WriteAllText(Epochs, First + "\n");

        Assert.Equal(StreamVerdict.Keep, Open().Take(Message(First, 2, 1), DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Take_NewNumberingsWithoutEnd_RemembersTheLast()
    {
        StreamFile stream = Open();
        for (int number = 0; number < 3 * StreamFile.FinishedMax; number++)
        {
            stream.Take(Message(number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture), 1, 1), DateTimeOffset.UnixEpoch);
        }

        stream.Flush();

        Assert.Equal(StreamFile.FinishedMax, File.ReadAllLines(Epochs).Length);
    }

    [Fact]
    public void Open_LineCutByACrash_IsRemoved()
    {
        StreamFile stream = Open();
        stream.Take(Message(First, 1, 1), DateTimeOffset.UnixEpoch);
        stream.Flush();
        long whole = new FileInfo(Lines).Length;
        File.AppendAllText(Lines, "{\"receivedAt\":");

        Assert.Equal((First, 1L), (Open().Epoch, Open().Last));
        Assert.Equal(whole, new FileInfo(Lines).Length);
    }

    public void Dispose() => _files.Dispose();

    private StreamFile Open() => StreamFile.Open(Lines, isStrict: true);

    private static StreamMessage Message(string epoch, long sequence, long oldest, string body = "{}") =>
        new(epoch, sequence, oldest, null, JsonDocument.Parse(body).RootElement);
}
