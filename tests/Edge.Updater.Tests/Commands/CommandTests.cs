using System.Text.Json.Nodes;
using Dapper;
using Edge.Contracts;
using Edge.Releases.Commands;
using Edge.Releases.Tests;
using Edge.Updater.Journal;

namespace Edge.Updater.Tests.Commands;

/// <summary>Commands of central operations at a real broker, signed by openssl.</summary>
public sealed class CommandTests
{
    public static TheoryData<string, string, object?> Spoiled => new()
    {
        { "expiresAt", "expired", ManualClock.Start.AddSeconds(-1) },
        { "expiresAt", "7 days ahead", ManualClock.Start.AddDays(8) },
        { "devices", "not for site/device", "site/other" },
        { "devices", "not for site/device", "*" },
        { "command", "does not know it", "format-the-disk" },
        { "counter", "counter is below 1", 0 },
        { "by", "who gave it", "" },
        { "schemaVersion", "schema 2", 2 },
    };

    [Fact]
    public async Task Command_SignedByOpenssl_IsDoneOnceHoweverOftenItComes()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        string message = await Commander.SignAsync(Commander.Command("one", 1), fixture.Commander);

        await fixture.SendAsync(message);
        CommandAnswer first = await fixture.AnswerAsync();
        await fixture.SendAsync(message);
        CommandAnswer second = await fixture.AnswerAsync();
        await fixture.RestartAsync();
        await fixture.SendAsync(message);
        CommandAnswer third = await fixture.AnswerAsync();

        Assert.Equal(("one", CommandOutcome.Done, "restart was done."), (first.Id, first.Outcome, first.Detail));
        Assert.Equal(first, second);
        Assert.Equal(first, third);
        Assert.Equal([$"restart j.doe {fixture.Commander.Id[..12]}"], fixture.Orders);
    }

    [Theory]
    [MemberData(nameof(Spoiled))]
    public async Task Command_ThatMustNotBeObeyed_IsRefusedWithTheReason(string member, string reason, object? value)
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        JsonObject command = Commander.Command("one", 1);
        JsonNode? node = System.Text.Json.JsonSerializer.SerializeToNode(value);
        command[member] = member == "devices" ? new JsonArray(node) : node;

        await fixture.SendAsync(await Commander.SignAsync(command, fixture.Commander));
        CommandAnswer answer = await fixture.AnswerAsync();

        Assert.Equal(CommandOutcome.Refused, answer.Outcome);
        Assert.Contains(reason, answer.Detail, StringComparison.Ordinal);
        Assert.StartsWith("refused ", Assert.Single(fixture.Orders), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_SignedByAnother_OrChanged_OrNone_IsRefusedWithoutAName()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        Commander thief = await Commander.MakeAsync(fixture.Update.Files, "thief");
        string honest = await Commander.SignAsync(Commander.Command("two", 2), fixture.Commander);
        JsonNode changed = JsonNode.Parse(honest)!;
        changed["payload"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Commander.Command("two", 3).ToJsonString()));
        JsonNode otherType = JsonNode.Parse(honest)!;
        otherType["payloadType"] = "application/vnd.in-toto+json";
        JsonNode nothing = JsonNode.Parse(honest)!;
        nothing["signatures"] = new JsonArray((JsonNode?)null);
        string[] messages =
            [await Commander.SignAsync(Commander.Command("one", 1), thief), changed.ToJsonString(), otherType.ToJsonString(), nothing.ToJsonString(), "restart", new string(' ', CommandEnvelope.SizeMaxBytes + 1)];
        foreach (string message in messages)
        {
            await fixture.SendAsync(message);
            Assert.Equal(CommandOutcome.Refused, (await fixture.AnswerAsync()).Outcome);
        }

        Assert.Equal(["refused unknown nobody who may command"], fixture.Orders);
        await fixture.SendAsync(honest);
        Assert.Equal(CommandOutcome.Done, (await fixture.AnswerAsync()).Outcome);
    }

    [Fact]
    public async Task Command_WithACounterThatDoesNotRise_IsRefused_AlsoAfterAStart()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("two", 2), fixture.Commander));
        Assert.Equal(CommandOutcome.Done, (await fixture.AnswerAsync()).Outcome);
        await fixture.RestartAsync();

        foreach (long counter in (long[])[1, 2])
        {
            await fixture.SendAsync(await Commander.SignAsync(Commander.Command($"late-{counter}", counter), fixture.Commander));
            CommandAnswer answer = await fixture.AnswerAsync();
            Assert.Equal(CommandOutcome.Refused, answer.Outcome);
            Assert.Contains("later command", answer.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Command_AgentKilledWhileItWasDone_IsNotDoneAgainAndSaysSo()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        string message = await Commander.SignAsync(Commander.Command("one", 1), fixture.Commander);
        DeviceCommand command = System.Text.Json.JsonSerializer.Deserialize(Commander.Command("one", 1).ToJsonString(), EdgeJson.Default.DeviceCommand)!;
        fixture.Journal.Begin(command, [new CommandSigner("id", "identity")]);

        await fixture.RestartAsync();
        CommandAnswer answer = await fixture.AnswerAsync();
        await fixture.SendAsync(message);
        CommandAnswer again = await fixture.AnswerAsync();

        Assert.Equal(("one", CommandOutcome.Unknown), (answer.Id, answer.Outcome));
        Assert.Equal(CommandOutcome.Unknown, again.Outcome);
        Assert.Empty(fixture.Orders);
    }

    [Fact]
    public async Task Command_WhileTheAgentIsDown_IsDoneWhenItIsBack()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        string message = await Commander.SignAsync(Commander.Command("one", 1, "send-again"), fixture.Commander);

        await fixture.RestartAsync(() => fixture.SendAsync(message));

        Assert.Equal(CommandOutcome.Done, (await fixture.AnswerAsync()).Outcome);
        Assert.Equal([$"send-again j.doe {fixture.Commander.Id[..12]}"], fixture.Orders);
    }

    [Fact]
    public async Task Command_RuntimeIsDown_FailsAndIsNotTriedAgain()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        await fixture.Update.Runtime.DisposeAsync();
        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("one", 1), fixture.Commander));

        CommandAnswer answer = await fixture.AnswerAsync();

        Assert.Equal(CommandOutcome.Failed, answer.Outcome);
        Assert.Contains("does not answer", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_KeyWasTakenAway_IsRefused()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        Commander next = await Commander.MakeAsync(fixture.Update.Files, "next");
        fixture.Update.Operations.NameCommanders([next.PublicPem], [fixture.Commander.Id]);

        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("one", 1), fixture.Commander));
        Assert.Equal(CommandOutcome.Refused, (await fixture.AnswerAsync()).Outcome);
        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("two", 1), next));
        Assert.Equal(CommandOutcome.Done, (await fixture.AnswerAsync()).Outcome);
    }

    [Fact]
    public async Task Command_TwoMustSign_OneIsNotEnoughAndTwiceTheSameIsOne()
    {
        await using CommandFixture fixture = await CommandFixture.StartAsync();
        Commander second = await Commander.MakeAsync(fixture.Update.Files, "second");
        fixture.Update.Operations.NameCommanders([second.PublicPem], [], 2);

        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("one", 1), fixture.Commander, fixture.Commander));
        Assert.Contains("2 must", (await fixture.AnswerAsync()).Detail, StringComparison.Ordinal);
        await fixture.SendAsync(await Commander.SignAsync(Commander.Command("two", 1), fixture.Commander, second));
        Assert.Equal(CommandOutcome.Done, (await fixture.AnswerAsync()).Outcome);
    }

    [Fact]
    public void Journal_OfTheVersionBefore_IsBroughtForward()
    {
        using var files = new TestFolder();
        using (var before = SystemSqlite.Open(files.At("updates.db")))
        {
            using var schema = new StreamReader(typeof(UpdateJournal).Assembly.GetManifestResourceStream("Edge.Updater.Journal.Schema.sql")!);
            before.Execute(schema.ReadToEnd() + "PRAGMA user_version = 1; INSERT INTO floors VALUES ('chest', 7);");
        }

        using UpdateJournal journal = UpdateJournal.Open(files.At("updates.db"), TimeProvider.System, static _ => { });
        using CommandJournal commands = CommandJournal.Open(files.At("updates.db"), TimeProvider.System);

        Assert.Equal(7, journal.FloorOf("chest"));
        Assert.Null(commands.Find("one"));
    }
}
