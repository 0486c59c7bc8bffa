-- Opens the file given in the environment with the server attached, and writes what the editor shows as one JSON object.
local seen = {}
local function wait(what, condition)
  assert(vim.wait(30000, condition, 50), what .. ' did not come')
end

vim.cmd.edit(vim.env.FILE)
vim.bo.filetype = 'python'
local client = vim.lsp.start({ name = 'shapelens', cmd = { vim.env.PYTHON, '-m', 'shapelens', 'server' }, root_dir = vim.fn.getcwd() })
assert(client, 'the server did not start')

wait('a diagnostic', function() return #vim.diagnostic.get(0) > 0 end)
seen.diagnostics = vim.tbl_map(function(d) return { line = d.lnum + 1, code = d.code, source = d.source, message = d.message } end, vim.diagnostic.get(0))

vim.lsp.inlay_hint.enable(true)
wait('an inlay hint', function() return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0 end)
seen.hints = vim.tbl_map(function(h) return { line = h.inlay_hint.position.line + 1, label = h.inlay_hint.label } end, vim.lsp.inlay_hint.get({ bufnr = 0 }))

vim.fn.search(vim.env.HOVER)
local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end
vim.lsp.buf.hover()
wait('a hover', float)
seen.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false), '\n')

local found = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
local before = vim.b.changedtick
vim.ui.select = function(actions, _, choose) choose(actions[1]) end
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find(vim.env.FIX, 1, true) ~= nil end })
wait('the quick fix', function() return vim.b.changedtick ~= before end)
vim.cmd.write()

io.stdout:write(vim.json.encode(seen))
vim.cmd('qall!')
